"""What a bench finds, one line of the table at a time."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

HEADING = (
    f"{'bench':<44} {'database':<10} {'floor':>10} {'ours':>10} {'ratio':>7}"
    f" {'goal':>9}  ok"
)


@dataclass(frozen=True)
class Line:
    """One comparison: seconds of the floor and of ours, and what is to be reached.

    ``goal`` is the most that ``ours / floor`` may be. Without a floor it is the most
    that ``ours`` may be. ``at_least`` turns the comparison round; ``unit`` names other
    things than time (``queries``, ``MB``).
    """

    name: str
    ours: float
    goal: float
    floor: float | None = None
    at_least: bool = False
    unit: str = "s"

    @property
    def reached(self) -> float:
        """What is compared with the goal."""
        return self.ours if self.floor is None else self.ours / self.floor

    @property
    def is_ok(self) -> bool:
        """Whether the goal is reached."""
        if self.at_least:
            return self.reached >= self.goal
        return self.reached <= self.goal

    def text(self, database: str) -> str:
        """The line as the table prints it."""
        floor = "" if self.floor is None else self._amount(self.floor)
        ratio = "" if self.floor is None else f"{self.reached:.2f}"
        limit = self._amount(self.goal) if self.floor is None else f"{self.goal:g}"
        sign = "≥" if self.at_least else "≤"
        return (
            f"{self.name:<44} {database:<10} {floor:>10} {self._amount(self.ours):>10}"
            f" {ratio:>7} {f'{sign} {limit}':>9}  {'yes' if self.is_ok else 'NO'}"
        )

    def _amount(self, number: float) -> str:
        if self.unit != "s":
            return f"{number:g} {self.unit}".strip()
        return f"{number:.2f} s" if number >= 1 else f"{number * 1000:.1f} ms"


def interleaved(
    floor: Callable[[], float], ours: Callable[[], float], times: int
) -> tuple[float, float]:
    """Medians of the seconds that both give, by turns: noise meets both alike.

    What building a world has left to Python's collector is thrown away before.
    """
    gc.collect()
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(times):
        pair = [(floor, taken[0]), (ours, taken[1])]
        for work, seconds in pair if turn % 2 == 0 else reversed(pair):
            seconds.append(work())
    return median(taken[0]), median(taken[1])


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun
