"""What is summed for each slot: the columns of a statement that counts."""

from collections.abc import Callable
from dataclasses import dataclass

from safety.core.months import SLOTS, Slot

# Says in SQL whether a row counts in a slot.
Test = Callable[[Slot], str]


@dataclass(frozen=True)
class Count:
    """An amount summed over the rows that count in a slot, for every slot.

    Slots in which the same rows count share a column. ``sql_type`` is that of a sum:
    PostgreSQL adds up ``int`` in half the time, which is enough for subjects.
    """

    amount: str
    test: Test
    prefix: str = "s"
    sql_type: str = "bigint"

    @property
    def columns(self) -> dict[Slot, str]:
        """The column of each slot."""
        alike: dict[str, str] = {}
        return {
            slot: alike.setdefault(self.test(slot), f"{self.prefix}{slot.index:02}")
            for slot in SLOTS
        }

    @property
    def names(self) -> list[str]:
        """The columns, each once."""
        return list(dict.fromkeys(self.columns.values()))

    def sums(self, slots: int) -> str:
        """The columns; those of slots that are not among ``slots`` are 0."""
        by_column = {name: slot for slot, name in self.columns.items()}
        return ", ".join(
            f"{self._sum(slot)} AS {name}"
            if slots >> slot.index & 1
            else f"0 AS {name}"
            for name, slot in by_column.items()
        )

    def _sum(self, slot: Slot) -> str:
        counted = f"sum({self.amount}) FILTER (WHERE {self.test(slot)})"
        return f"CAST({counted} AS {self.sql_type})"


@dataclass(frozen=True)
class Months:
    """An amount summed month by month, for what a slot has of its months.

    Of slots that are not among ``slots`` nothing is counted.
    """

    amount: str
    slots: int

    @property
    def names(self) -> list[str]:
        """A column for each month."""
        return [f"s{month:02}" for month in range(12)]

    @property
    def columns(self) -> dict[Slot, str]:
        """What each slot adds up."""
        return {
            slot: " + ".join(self.names[slot.first : slot.last + 1])
            if self.slots >> slot.index & 1
            else "0"
            for slot in SLOTS
        }

    def sums(self, _slots: int) -> str:
        """The columns of all months: a year-to-date needs those before it."""
        summed = "COALESCE(sum({}) FILTER (WHERE c.month - e.year * 12 = {}), 0)"
        return ", ".join(
            f"CAST({summed.format(self.amount, month)} AS bigint) AS {name}"
            for month, name in enumerate(self.names)
        )


Counted = Count | Months
