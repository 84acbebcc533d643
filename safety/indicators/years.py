"""The years that values are kept for, and those that a record touches.

Kept is every year in which a record has a date, and each from the first of them to the
next one. Later years between are not: an end in 2099 makes one year, not eighty.
"""

from collections.abc import Collection, Iterable
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from safety.core.months import LAST_YEAR, Month, Period
from safety.indicators.models import Year
from safety.journal.marking import TREE, WHOLE
from safety.journal.models import Mark


def current() -> int:
    """The year whose reporting months today's is among."""
    return Month.containing(timezone.localdate()).year


def kept() -> set[int]:
    """Years for which values are kept, this one and the next in any case."""
    return _with_these(Year.objects.values_list("year", flat=True))


def _with_these(held: Iterable[int]) -> set[int]:
    now = current()
    return {now, now + 1, *held}


def known() -> list[int]:
    """Years that can be asked for: those kept, and those that wait to be."""
    held = Year.objects.order_by().values_list("year", flat=True)
    marked = Mark.objects.exclude(kind=TREE).order_by()
    return sorted(_with_these(held.union(marked.values_list("year", flat=True))))


def _marked() -> set[int]:
    marks = Mark.objects.exclude(kind=TREE)
    return set(marks.values_list("year", flat=True).distinct())


def touched(first: int, last: int, among: Collection[int]) -> set[int]:
    """The years of a record that counts from one month to another (their indexes).

    Those of its dates, and those kept between; an open end reaches as far as values
    are kept.
    """
    begun, ended = first // 12, last // 12
    between = {year for year in among if begun <= year <= ended}
    return between | {year for year in (begun, ended) if 0 < year <= LAST_YEAR}


def reached(marked: Collection[int]) -> list[int]:
    """The marked years, and where they reach the present those kept after them.

    What has no end was marked as far as values were kept at that moment; a later year
    may have come to be kept before the mark was seen.
    """
    last = max(marked)
    later = {year for year in kept() if year > last >= current()}
    return sorted(later.union(marked))


def keep() -> None:
    """Keep every year that is needed; new ones wait to be worked out."""
    held = set(Year.objects.values_list("year", flat=True))
    needed = _with_these(held) | _marked()
    needed |= set(range(min(needed), current() + 2))
    new = sorted(needed - held)
    Year.objects.bulk_create(Year(year=year) for year in new)
    Mark.objects.bulk_create(Mark(kind=WHOLE, year=year) for year in new)


def check(period: Period) -> Period:
    """ValueError with a sentence for a period outside the years that are kept."""
    if period.year not in known():
        raise ValueError(no_records(period))
    return period


def no_records(period: Period) -> str:
    """Why a period cannot be asked for, and which can."""
    return _("There are no records for %(period)s. Ask for %(years)s.") % {
        "period": period,
        "years": ", ".join(_runs(known())),
    }


def _runs(some: Iterable[int]) -> Iterable[str]:
    """Years as people list them: 2018–2027, 2035."""
    years = sorted(some)
    firsts = [b for a, b in pairwise([0, *years]) if b > a + 1]
    lasts = [a for a, b in pairwise([*years, LAST_YEAR + 2]) if b > a + 1]
    return (
        f"{first}" if first == last else f"{first}–{last}"
        for first, last in zip(firsts, lasts, strict=True)
    )
