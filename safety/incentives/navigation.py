"""Prize cards and awards in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.WORK,
        49,
        _("Give a prize card"),
        "incentives:issue-card",
        icon="gift",
        permission="incentives.issue",
    ),
    Entry(
        Section.WORK,
        50,
        _("Approve prize cards"),
        "incentives:approve-cards",
        icon="circle-check",
        permission="incentives.approve",
    ),
    Entry(
        Section.WORK,
        50,
        _("Prize cards"),
        "incentives:list-cards",
        icon="award",
        permission="incentives.view",
    ),
    Entry(
        Section.WORK,
        52,
        _("Redeem prize cards"),
        "incentives:redeem-cards",
        icon="coin-yuan",
        permission="incentives.redeem",
    ),
    Entry(
        Section.WORK,
        51,
        _("Awards"),
        "incentives:list-awards",
        icon="trophy",
        permission="incentives.view",
    ),
    Entry(
        Section.WORK,
        53,
        _("Stars"),
        "incentives:list-selections",
        icon="trophy",
        permission="incentives.view",
    ),
    Entry(
        Section.WORK,
        54,
        _("Safe and clean teams"),
        "incentives:list-contests",
        icon="users",
        permission="incentives.view",
    ),
    Entry(
        Section.WORK,
        55,
        _("Suggestions"),
        "incentives:list-suggestions",
        icon="message-report",
        permission="incentives.view",
    ),
    Entry(
        Section.WORK,
        56,
        _("Serious violations"),
        "incentives:list-violations",
        icon="alert-circle",
        permission="incentives.change",
    ),
)
