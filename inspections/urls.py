"""Addresses of inspections and hazards."""

from django.urls import path

from inspections.deeds import DEEDS
from inspections.lists import HazardList, InspectionList
from inspections.models import Category, Criterion, Policy
from inspections.views import hazard, inspection, moves, queue, report, rules

RULES = {"policy": Policy, "criterion": Criterion, "category": Category}

app_name = "inspections"
urlpatterns = [
    path("", InspectionList.as_view(), name="list-inspections"),
    path("<int:key>/", inspection.view_inspection, name="view-inspection"),
    path("hazards/", HazardList.as_view(), name="list-hazards"),
    path("hazards/report/", report.report_hazard, name="report-hazard"),
    path("hazards/verify/", queue.verify_hazards, name="verify-hazards"),
    path("hazards/rules/", rules.list_rules, name="list-rules"),
    *(
        path(
            f"hazards/rules/{noun}/add/",
            rules.add_rule,
            {"of": model},
            name=f"add-{noun}",
        )
        for noun, model in RULES.items()
    ),
    *(
        path(
            f"hazards/rules/{noun}/<int:key>/change/",
            rules.change_rule,
            {"of": model},
            name=f"change-{noun}",
        )
        for noun, model in RULES.items()
    ),
    path("hazards/<int:key>/", hazard.view_hazard, name="view-hazard"),
    *(
        path(
            f"hazards/<int:key>/{deed.verb}/",
            moves.move_hazard,
            {"verb": deed.verb},
            name=deed.slug,
        )
        for deed in DEEDS
    ),
]
