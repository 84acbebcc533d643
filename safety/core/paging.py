"""Keyset paging: a page begins where the last one ended, never at an OFFSET.

Rows are ordered by a sort key and the primary key. The address of the next page
carries both of the last row, signed, so page 10,000 costs what page 1 costs.
Sort keys must not be null (annotate a ``Coalesce`` where a column may be).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.core.signing import BadSignature, Signer
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext as _

from safety.core import formats

COUNTED = 1000


@dataclass(frozen=True)
class Order:
    """Sort keys (all in one direction); the primary key is added as the last."""

    names: tuple[str, ...]
    is_descending: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """All that rows are ordered by."""
        return self.names if "pk" in self.names else (*self.names, "pk")

    def apply(
        self, rows: QuerySet[Any, Any], *, reverse: bool = False
    ) -> QuerySet[Any, Any]:
        """Order a queryset, or turn the order round."""
        descending = self.is_descending != reverse
        return rows.order_by(
            *(F(key).desc() if descending else F(key).asc() for key in self.keys)
        )


def beyond(sides: Sequence[Any], values: Sequence[Any], operator: str) -> "Func[Any]":
    """``(key, pk) > (value, pk value)``: one range of one index on both databases."""
    row = partial(Func, template="(%(expressions)s)", output_field=BooleanField())
    return row(row(*sides), row(*values), arg_joiner=f" {operator} ")


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursors of its neighbours (empty when there is none)."""

    rows: list[dict[str, Any]]
    first_number: int
    before: str
    after: str


@dataclass(frozen=True)
class Count:
    """How many rows there are; beyond 1,000 only that there are more."""

    number: int
    is_exact: bool = True

    @property
    def label(self) -> str:
        """``846`` or ``1,000+``."""
        return f"{formats.number(self.number)}{'' if self.is_exact else '+'}"

    @classmethod
    def up_to_limit(cls, rows: QuerySet[Any, Any]) -> "Count":
        """Count in one statement that stops at 1,001."""
        found = rows.order_by()[: COUNTED + 1].count()
        return cls(min(found, COUNTED), found <= COUNTED)

    @classmethod
    def of_different(cls, rows: QuerySet[Any, Any], name: str) -> "Count":
        """Count the different values of a field that is never null.

        To tell what is alike takes all rows, so some are looked at first: mostly they
        are all there are, or have enough values already.
        """
        most = COUNTED * 5 // 4
        looked_at = list(rows.order_by().values_list(name, flat=True)[: most + 1])
        found = len(set(looked_at))
        if len(looked_at) > most and found <= COUNTED:
            return cls.up_to_limit(rows.values(name).distinct())
        return cls(min(found, COUNTED), found <= COUNTED)


@dataclass(frozen=True)
class Pager:
    """Cuts a queryset into pages of ``size`` rows of ``values``."""

    order: Order
    size: int
    salt: str

    def page(
        self,
        queryset: QuerySet[Any, Any],
        values: Sequence[str],
        after: str = "",
        before: str = "",
    ) -> Page:
        """Raises BadRequest for a cursor that this list did not give out."""
        back = bool(before and not after)
        cursor = self._read(after or before)
        rows = self.order.apply(queryset, reverse=back)
        if cursor:
            rows = rows.filter(self._beyond(queryset, cursor[:-1], back=back))
        names = dict.fromkeys((*values, *self.order.keys))
        found = list(rows.values(*names)[: self.size + 1])
        more, found = len(found) > self.size, found[: self.size]
        if back and not more:
            return self.page(queryset, values)
        if back:
            found.reverse()
        start = self._start(cursor, len(found), back=back)
        has_after = more or back
        return Page(
            found,
            start,
            self.cursor(found[0], start) if found and cursor else "",
            self.cursor(found[-1], start + len(found)) if found and has_after else "",
        )

    @staticmethod
    def _start(cursor: list[Any], length: int, *, back: bool) -> int:
        if not cursor:
            return 1
        first: int = cursor[-1]
        return max(1, first - length) if back else first

    def _beyond(self, queryset: Any, keys: list[str], *, back: bool) -> "Func[Any]":
        query = queryset.all().query
        sides = [F(name) for name in self.order.keys]
        fields = [side.resolve_expression(query).output_field for side in sides]
        values = [Value(key, field) for key, field in zip(keys, fields, strict=True)]
        operator = "<" if self.order.is_descending != back else ">"
        return beyond(sides, values, operator)

    def cursor(self, row: dict[str, Any], position: int) -> str:
        keys = [row[name] for name in self.order.keys]
        if None in keys:
            raise ImproperlyConfigured(f"A sort key of {self.order.keys} is null.")
        return self._signer.sign_object([*map(str, keys), position])

    def _read(self, cursor: str) -> list[Any]:
        if not cursor:
            return []
        try:
            return list(self._signer.unsign_object(cursor))
        except (BadSignature, ValueError) as error:
            raise BadRequest(
                _("This page of the list no longer exists. Start at the first page.")
            ) from error

    @property
    def _signer(self) -> Signer:
        direction = "-" if self.order.is_descending else "+"
        return Signer(salt=f"{self.salt} {direction} {self.order.keys}")
