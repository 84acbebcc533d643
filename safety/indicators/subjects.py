"""The list behind a number, as far as the reader may see it.

Every subject is there with its contribution, so that the column adds up; one outside
the reader's units says "elsewhere" and nothing else that could tell which it is. Nor
does a subject whose contribution rests on records there say more of these than the day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, Model, QuerySet
from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.access import Viewer
from safety.core.declare.indicators import (
    Across,
    Cohort,
    Flow,
    Indicator,
    Ratio,
    Shape,
    Stock,
)
from safety.core.months import Month, Period
from safety.indicators import explain, lineage
from safety.indicators.lineage import Contribution, Question
from safety.org.models import Ancestry, display_name

Moment = date | Month | Period
VIEW = "indicators.view"
# Who sees gender and the like, and so who is in a slice by it.
VIEW_PRIVATE = "people.view_private"
# Names and page of a subject are read for so many at once when all are written.
AT_ONCE = 1000
NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True)
class Subject:
    """One line of the list: what it is called, where and when it was, what it adds.

    The place of a subject that is no record is what it rests on elsewhere.
    """

    key: int
    name: str
    numerator: Decimal
    denominator: Decimal | None
    code: str = ""
    place: str = ""
    day: str = ""
    url: str = ""
    is_seen: bool = True

    @property
    def amounts(self) -> list[Decimal]:
        """What it adds above the line and, where it counts there, below."""
        return [each for each in (self.numerator, self.denominator) if each is not None]


def parts(indicator: Indicator) -> dict[str, Indicator]:
    """The lists behind a number by name.

    One without a name; for a ratio over two kinds of records one for each side.
    """
    shape = indicator.shape
    if not isinstance(shape, Ratio):
        return {"": indicator}
    above, below = shape.numerator, shape.denominator
    if lineage.model_of(above) == lineage.model_of(below):
        return {"": indicator}
    return {
        NUMERATOR: replace(indicator, shape=above),
        DENOMINATOR: replace(indicator, shape=below),
    }


def shape_of(part: Indicator) -> Shape:
    """The shape whose records or subjects a list has."""
    return part.shape.numerator if isinstance(part.shape, Ratio) else part.shape


def model_of(part: Indicator) -> type[Model]:
    """What the lines of a list are."""
    return apps.get_model(lineage.model_of(shape_of(part)))


def is_of_records(part: Indicator) -> bool:
    """Whether the lines are records, each of a unit and a day."""
    return isinstance(shape_of(part), Flow | Stock | Cohort)


def page(
    viewer: Viewer, part: Indicator, question: Question, after: int, size: int
) -> tuple[list[Subject], bool]:
    """The subjects from after a key on, and whether there are more."""
    found = list(lineage.contributions(part, question, after, size + 1))
    return named(viewer, part, question, found[:size]), len(found) > size


def everyone(viewer: Viewer, part: Indicator, question: Question) -> Iterator[Subject]:
    """All subjects, read in pieces: memory stays flat."""
    contributions = lineage.contributions(part, question)
    while piece := list(islice(contributions, AT_ONCE)):
        yield from named(viewer, part, question, piece)


def named(
    viewer: Viewer,
    part: Indicator,
    question: Question,
    contributions: Sequence[Contribution],
) -> list[Subject]:
    """Contributions with the names and pages of those that the reader may see."""
    keys = [contribution.key for contribution in contributions]
    seen = _seen(viewer, part, keys)
    away = _rest_elsewhere(viewer, shape_of(part), question.period, list(seen))
    unseen = _days(part, [key for key in keys if key not in seen])
    known_by = natural_key(model_of(part))
    code = known_by.name if known_by else ""
    return [
        _subject(each, seen[each.key], code, explain.listed(away.get(each.key, ())))
        if each.key in seen
        else _elsewhere(each, unseen.get(each.key))
        for each in contributions
    ]


def _seen(viewer: Viewer, part: Indicator, keys: list[int]) -> dict[int, Any]:
    """The records that the reader may see, by key, with all that a line says."""
    model, shape = model_of(part), shape_of(part)
    rows = _visible_to(viewer, part).filter(pk__in=keys)
    fields = model._meta.concrete_fields
    rows = rows.select_related(*(f.name for f in fields if f.many_to_one))
    if isinstance(shape, Flow | Stock | Cohort):
        unit = shape.book.unit
        place = F("name") if unit == "pk" else display_name(f"{unit}__")
        rows = rows.annotate(line_place=place, line_day=F(_date(shape)))
    return {row.pk: row for row in rows}


def _visible_to(viewer: Viewer, part: Indicator) -> QuerySet[Any, Any]:
    """What a model says of who may see it; else records of the reader's units."""
    model, shape = model_of(part), shape_of(part)
    rows = model._default_manager.all()
    visible_to = getattr(rows, "visible_to", None)
    if visible_to:
        return visible_to(viewer)  # type: ignore[no-any-return]
    if not isinstance(shape, Flow | Stock | Cohort):
        return rows.none()
    return rows.filter(**{f"{shape.book.unit}__in": _units(viewer)})


def _units(viewer: Viewer) -> QuerySet[Any, Any]:
    return Ancestry.objects.current().below(viewer.unit_ids_for(VIEW))


def _rest_elsewhere(
    viewer: Viewer, shape: Shape, period: Period, keys: list[int]
) -> dict[int, list[str]]:
    """What subjects' contributions rest on outside the reader's units, in words."""
    found: dict[int, list[str]] = {}
    for key, day, amount in lineage.rests_on(shape, period, keys, _units(viewer)):
        where = _elsewhere_on(day)
        if isinstance(shape, Across):
            said = _("%(where)s: %(amount)s")
            where = said % {"where": where, "amount": formats.number(amount)}
        found.setdefault(key, []).append(where)
    return found


def _days(part: Indicator, keys: list[int]) -> dict[int, Moment]:
    """When records outside the reader's units happened: all that is said of them."""
    shape = shape_of(part)
    if not keys or not isinstance(shape, Flow | Stock | Cohort):
        return {}
    rows = model_of(part)._base_manager.filter(pk__in=keys)
    return dict(rows.values_list("pk", _date(shape)))


def _date(shape: Flow | Stock | Cohort) -> str:
    return shape.since if isinstance(shape, Stock) else shape.at


def natural_key(model: type[Model]) -> "CharField[str, str] | None":
    """The field by which people know a record: employee number, code, number."""
    fields = model._meta.concrete_fields
    return next((f for f in fields if f.unique and isinstance(f, CharField)), None)


def _subject(
    contribution: Contribution, record: Any, code: str, elsewhere: str
) -> Subject:
    name, known_as = str(record), str(getattr(record, code)) if code else ""
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return Subject(
        contribution.key,
        name,
        contribution.numerator,
        contribution.denominator,
        "" if known_as == name else known_as,
        getattr(record, "line_place", elsewhere),
        _day(getattr(record, "line_day", None)),
        url,
    )


def _elsewhere(contribution: Contribution, day: Moment | None) -> Subject:
    return Subject(
        contribution.key,
        _elsewhere_on(day),
        contribution.numerator,
        contribution.denominator,
        is_seen=False,
    )


def _elsewhere_on(day: Moment | None) -> str:
    return _("Elsewhere, on %(day)s") % {"day": _day(day)} if day else _("Elsewhere")


def _day(day: Moment | None) -> str:
    if day is None:
        return ""
    if isinstance(day, Period):
        return formats.period(day)
    return formats.month(day) if isinstance(day, Month) else formats.day(day)
