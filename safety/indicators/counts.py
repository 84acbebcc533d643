"""What is summed for each slot: the columns of a statement that counts."""

from collections.abc import Callable
from dataclasses import dataclass

from safety.core.months import Slot, slots_of

# Says in SQL whether a row counts in a slot.
Test = Callable[[Slot], str]


@dataclass(frozen=True)
class Count:
    """An amount summed over the rows that count in a slot, for some slots.

    Slots in which the same rows count share a column. ``sql_type`` is that of a sum:
    PostgreSQL adds up ``int`` in half the time, which is enough for subjects.
    """

    amount: str
    test: Test
    slots: int
    prefix: str = "s"
    sql_type: str = "bigint"

    @property
    def columns(self) -> dict[Slot, str]:
        """The column of each slot."""
        alike: dict[str, str] = {}
        return {
            slot: alike.setdefault(self.test(slot), f"{self.prefix}{slot.index:02}")
            for slot in slots_of(self.slots)
        }

    @property
    def names(self) -> list[str]:
        """The columns, each once."""
        return list(dict.fromkeys(self.columns.values()))

    @property
    def sums(self) -> str:
        """What the columns are in a statement that counts."""
        by_column = {name: slot for slot, name in self.columns.items()}
        return ", ".join(
            f"CAST(sum({self.amount}) FILTER (WHERE {self.test(slot)})"
            f" AS {self.sql_type}) AS {name}"
            for name, slot in by_column.items()
        )


@dataclass(frozen=True)
class Months:
    """An amount summed month by month, for what some slots have of these months.

    Of ``months``, a mask, that are not named there are no rows.
    """

    amount: str
    slots: int
    months: int

    @property
    def _named(self) -> dict[int, str]:
        return {m: f"s{m:02}" for m in range(12) if self.months >> m & 1}

    @property
    def names(self) -> list[str]:
        """A column for each month: a year-to-date needs those before its last."""
        return list(self._named.values())

    @property
    def columns(self) -> dict[Slot, str]:
        """What each slot adds up."""
        return {
            slot: " + ".join(
                name
                for month, name in self._named.items()
                if slot.first <= month <= slot.last
            )
            for slot in slots_of(self.slots)
        }

    @property
    def sums(self) -> str:
        """What the columns are in a statement that counts."""
        summed = "COALESCE(sum({}) FILTER (WHERE c.month - e.year * 12 = {}), 0)"
        return ", ".join(
            f"CAST({summed.format(self.amount, month)} AS bigint) AS {name}"
            for month, name in self._named.items()
        )


Counted = Count | Months
