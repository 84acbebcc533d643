"""Addresses of prize cards and awards."""

from django.urls import path

from safety.incentives.views import (
    approving,
    awards,
    badges,
    budgets,
    cards,
    contests,
    counter,
    issuing,
    ledger,
    printing,
    redeeming,
    rules,
    selections,
    signals,
    star_rules,
    stars,
    voiding,
    wall,
)

app_name = "incentives"
urlpatterns = [
    path("cards/", cards.CardList.as_view(), name="list-cards"),
    path("cards/issue/", issuing.issue_card, name="issue-card"),
    path("cards/approve/", approving.approve_cards, name="approve-cards"),
    path("cards/proposed/<int:key>/", approving.view_proposal, name="view-proposal"),
    path("cards/redeem/", redeeming.redeem_cards, name="redeem-cards"),
    path("cards/<int:key>/", cards.view_card, name="view-card"),
    path("cards/<int:key>/void/", voiding.void_card, name="void-card"),
    path("badges/", badges.print_badges, name="print-badges"),
    path("badges/sheet/", badges.sheet_of_badges, name="sheet-of-badges"),
    path("badges/<employee_no:employee_no>/", badges.view_badge, name="view-badge"),
    path("printed/", printing.print_cards, name="print-cards"),
    path("printed/<int:key>/", printing.view_batch, name="view-batch"),
    path("printed/<int:key>/sheet/", printing.sheet_of_cards, name="sheet-of-cards"),
    path("counter/<slug:secret>/", counter.redeem_wallet, name="redeem-wallet"),
    path("ledger/", ledger.view_ledger, name="view-ledger"),
    path("rules/", rules.list_rules, name="list-rules"),
    path("rules/set/", rules.set_card_rule, name="set-card-rule"),
    path("rules/<int:key>/drop/", rules.drop_card_rule, name="drop-card-rule"),
    path("behaviours/add/", rules.add_behaviour, name="add-behaviour"),
    path(
        "behaviours/<int:key>/change/", rules.change_behaviour, name="change-behaviour"
    ),
    path("budgets/", budgets.BudgetList.as_view(), name="list-budgets"),
    path("budgets/add/", budgets.add_budget, name="add-budget"),
    path("budgets/<int:key>/", budgets.view_budget, name="view-budget"),
    path("budgets/<int:key>/change/", budgets.change_budget, name="change-budget"),
    path("signals/", signals.view_signals, name="view-signals"),
    path("audit/", signals.view_audit, name="view-audit"),
    path("cards/<int:key>/audit/", signals.audit_card, name="audit-card"),
    path("signal-rules/", signals.list_signal_rules, name="list-signal-rules"),
    path(
        "signal-rules/<int:key>/",
        signals.change_signal_rule,
        name="change-signal-rule",
    ),
    path("awards/", awards.AwardList.as_view(), name="list-awards"),
    path("awards/<int:key>/", awards.view_award, name="view-award"),
    path("awards/<int:key>/print/", stars.print_award, name="print-award"),
    path("selections/", selections.SelectionList.as_view(), name="list-selections"),
    path("selections/add/", selections.add_selection, name="add-selection"),
    path("selections/<int:key>/", selections.view_selection, name="view-selection"),
    path(
        "selections/<int:key>/change/",
        selections.change_selection,
        name="change-selection",
    ),
    path(
        "selections/<int:key>/void/", selections.void_selection, name="void-selection"
    ),
    path(
        "selections/<int:key>/publish/",
        selections.publish_selection,
        name="publish-selection",
    ),
    path(
        "selections/<int:key>/choose-again/",
        selections.choose_again,
        name="choose-again",
    ),
    path(
        "selections/<int:key>/confirm/",
        selections.confirm_selection,
        name="confirm-selection",
    ),
    path(
        "selections/<int:key>/candidates/<employee_no:employee_no>/",
        stars.view_candidate,
        name="view-candidate",
    ),
    path(
        "selections/<int:key>/candidates/<employee_no:employee_no>/pick/",
        stars.pick_star,
        name="pick-star",
    ),
    path(
        "selections/<int:key>/candidates/<employee_no:employee_no>/exclude/",
        stars.exclude_candidate,
        name="exclude-candidate",
    ),
    path("stars/<int:key>/take-back/", stars.take_back_star, name="take-back-star"),
    path("stars/<int:key>/object/", stars.object_to_star, name="object-to-star"),
    path("stars/<int:key>/pay/", stars.pay_star, name="pay-star"),
    path("objections/<int:key>/", stars.answer_objection, name="answer-objection"),
    path("star-rules/", star_rules.list_star_rules, name="list-star-rules"),
    path("star-rules/<int:key>/", star_rules.change_star_rule, name="change-star-rule"),
    path("contests/", contests.ContestList.as_view(), name="list-contests"),
    path("contests/add/", contests.add_contest, name="add-contest"),
    path("contests/<int:key>/", contests.view_contest, name="view-contest"),
    path("contests/<int:key>/change/", contests.change_contest, name="change-contest"),
    path(
        "contests/<int:key>/confirm/", contests.confirm_contest, name="confirm-contest"
    ),
    path("contests/<int:key>/void/", contests.void_contest, name="void-contest"),
    path("wall/", wall.view_wall, name="view-wall"),
    path(
        "people/<employee_no:employee_no>/consent/",
        wall.change_consent,
        name="change-consent",
    ),
]
