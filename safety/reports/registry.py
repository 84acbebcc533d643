"""The reports that the apps have declared, and the lists of records they may name."""

from django.core.exceptions import ImproperlyConfigured

from safety.reports.structure import Listing, Report

_reports: dict[str, Report] = {}
_listings: dict[str, Listing] = {}


def register(*declared: Report | Listing) -> None:
    """Declare reports and lists of records, each name once."""
    for each in declared:
        names = _reports if isinstance(each, Report) else _listings
        if each.name in names:
            raise ImproperlyConfigured(f"{each.name} is declared twice")
        if isinstance(each, Report):
            _reports[each.name] = each
        else:
            _listings[each.name] = each


def find(name: str) -> Report:
    """The report of a name; LookupError when there is none."""
    return _reports[name]


def every() -> list[Report]:
    """Every report, in the order of their declarations."""
    return list(_reports.values())


def listing(name: str) -> Listing:
    """The list of records of a name; LookupError when there is none."""
    return _listings[name]
