"""The file of a pause."""

from safety.core.declare.records import Column, Kind
from tests.book.models import Pause

KINDS = [
    Kind(
        name="pauses",
        label="Pauses",
        model=Pause,
        key=("number",),
        columns=(
            Column("number"),
            Column("unit"),
            Column("employee_no", field="person"),
            Column("taken_on"),
            Column("back_on"),
            Column("drink"),
        ),
        permission="people.change",
    )
]
