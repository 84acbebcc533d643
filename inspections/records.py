"""The files of inspections and hazards."""

from django.utils.translation import gettext_lazy as _

from inspections.models import Hazard, Inspection
from safety.core.declare.records import Column, Kind

KINDS = [
    Kind(
        name="inspections",
        label=_("Inspections"),
        model=Inspection,
        key=("number",),
        columns=(
            Column("number", example="I-2019-001"),
            Column("unit", example="P01"),
            Column("programme"),
            Column("form"),
            Column("inspected_on"),
            Column("lead", example="E0001"),
            Column("checklist"),
            Column("score", example="87.50"),
            Column("scope"),
        ),
        permission="inspections.change",
    ),
    Kind(
        name="hazards",
        label=_("Hazards"),
        model=Hazard,
        key=("number",),
        columns=(
            Column("number", example="H-2019-001"),
            Column("unit", example="P01"),
            Column("inspection", example="I-2019-001"),
            Column("found_on"),
            Column("level"),
            Column("risk"),
            Column("category"),
            Column("description"),
            Column("contractor", example="K01"),
            Column("responsible", example="E0001"),
            Column("due_on"),
            Column("rectified_on"),
            Column("rectified_by", example="E0001"),
            Column("verified_on"),
            Column("verified_by", example="E0002"),
            Column("measures"),
        ),
        permission="inspections.change",
    ),
]
