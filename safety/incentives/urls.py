"""Addresses of prize cards and awards."""

from django.urls import path

from safety.incentives.views import (
    awards,
    badges,
    budgets,
    cards,
    ledger,
    redeeming,
    rules,
)

app_name = "incentives"
urlpatterns = [
    path("cards/", cards.CardList.as_view(), name="list-cards"),
    path("cards/redeem/", redeeming.redeem_cards, name="redeem-cards"),
    path("cards/<int:key>/", cards.view_card, name="view-card"),
    path("badges/", badges.print_badges, name="print-badges"),
    path("badges/sheet/", badges.sheet_of_badges, name="sheet-of-badges"),
    path("badges/<employee_no:employee_no>/", badges.view_badge, name="view-badge"),
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
    path("awards/", awards.AwardList.as_view(), name="list-awards"),
    path("awards/<int:key>/", awards.view_award, name="view-award"),
]
