"""Whether a person may be posted or work on a day, and if not, why not.

Nothing is blocked by it: pages say it beside the name, and whoever posts decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from safety.core import formats
from safety.people.models import Person
from training.models import Every
from training.services.holding import Standing


@dataclass(frozen=True)
class Clearance:
    """The reasons why not; without one there is nothing against it."""

    reasons: list[str]

    @property
    def is_given(self) -> bool:
        return not self.reasons


def clearance(person: Person, day: date, standing: Standing | None = None) -> Clearance:
    """What stands against a person's work on a day, by requirements and certificates.

    Hours of a year are owed until its end, so they stand against nobody's work.
    """
    known = standing or Standing([person], day)
    return Clearance(list(_reasons(person, day, known)))


def _reasons(person: Person, day: date, standing: Standing) -> Iterator[str]:
    if person.status == Person.Status.VOIDED:
        yield _("This person is voided.")
    if not standing.postings.get(person.pk):
        yield _("Posted nowhere on this day.")
    for each in standing.holdings(person.pk):
        if not each.is_held and each.on is None:
            yield _("%(course)s was never credited.") % {"course": each.course}
        elif not each.is_held:
            said = _("%(course)s has expired: it was valid until %(day)s.")
            yield said % {"course": each.course, "day": formats.day(each.until)}
    for owed in standing.owed(person.pk):
        if owed.rule.every == Every.ONCE and not owed.is_met:
            said = _("%(kind)s: %(hours)s of %(asked)s hours before work.")
            yield said % {
                "kind": owed.rule.get_kind_display() or owed.rule,
                "hours": formats.number(owed.hours),
                "asked": formats.number(owed.rule.hours),
            }
    for held in standing.counting(person.pk):
        if held.expires_by(day):
            said = _("%(certificate)s has expired: it was valid until %(day)s.")
            yield said % {"certificate": held, "day": formats.day(held.last_day)}
