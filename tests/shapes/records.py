"""The file of a prize."""

from safety.core.declare.records import Column, Kind
from tests.shapes.models import Prize

KINDS = [
    Kind(
        name="prizes",
        label="Prizes",
        model=Prize,
        key=("number",),
        columns=(
            Column("number"),
            Column("unit"),
            Column("period"),
            Column("amount"),
            Column("issued_on"),
            Column("redeemed_on"),
        ),
        permission="people.change",
    )
]
