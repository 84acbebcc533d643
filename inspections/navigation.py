"""Inspections and hazards in the side bar and the tab bar."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.WORK,
        10,
        _("Inspections"),
        "inspections:list-inspections",
        icon="clipboard-check",
        permission="inspections.view",
        tab=pgettext_lazy("tab", "Inspect"),
    ),
    Entry(
        Section.WORK,
        15,
        _("Planned inspections"),
        "inspections:list-occurrences",
        icon="calendar-due",
        permission="inspections.view",
    ),
    Entry(
        Section.WORK,
        17,
        _("Report hazard"),
        "inspections:report-hazard",
        icon="plus",
        permission="inspections.report",
        tab=pgettext_lazy("tab", "Hazard"),
        is_plus=True,
    ),
    Entry(
        Section.WORK,
        20,
        _("Hazards"),
        "inspections:list-hazards",
        icon="alert-triangle",
        permission="inspections.view",
        tab=_("Hazards"),
    ),
    Entry(
        Section.WORK,
        25,
        _("Reports from the site"),
        "inspections:list-reports",
        icon="message-report",
        permission="inspections.assign",
    ),
    Entry(
        Section.SETUP,
        37,
        _("Deputies"),
        "inspections:view-deputies",
        icon="users",
        permission="inspections.view",
    ),
    Entry(
        Section.SETUP,
        36,
        _("Escalation"),
        "inspections:view-escalation",
        icon="bell",
        permission="inspections.escalation",
    ),
    Entry(
        Section.SETUP,
        35,
        _("Rules for hazards"),
        "inspections:list-rules",
        icon="list-search",
        permission="inspections.policy",
    ),
    Entry(
        Section.SETUP,
        30,
        _("Checklists"),
        "inspections:list-checklists",
        icon="list-check",
        permission="checklists.view",
    ),
)
