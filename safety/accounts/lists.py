"""The list of accounts and what its cells say."""

from datetime import date, datetime
from typing import Any

from django.db.models import Aggregate, CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from safety.accounts.filters import UserFilter
from safety.accounts.guard import Request
from safety.accounts.models import Grant, User
from safety.accounts.permissions import Role
from safety.core import formats
from safety.core.lists import Column
from safety.core.paging import Order
from safety.org.lists import ScopedList
from safety.org.models import display_name

BETWEEN_GRANTS = "\x1f"
ROLES = dict(Role.choices)


class Joined(Aggregate):
    """The texts of a group as one, with a separator that no text has."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, CHR(31))"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite calls both functions differently."""
        template = "GROUP_CONCAT(%(expressions)s, CHAR(31))"
        return self.as_sql(compiler, connection, template=template, **extra)


def roles(joined: str | None) -> str:
    """``Safety officer · Line 3; Auditor · Group`` from what `Joined` gives."""
    pairs = (
        pair.partition("@") for pair in (joined or "").split(BETWEEN_GRANTS) if pair
    )
    return "; ".join(sorted(f"{ROLES[role]} · {unit}" for role, _at, unit in pairs))


def state(leaves_on: date | None) -> str:
    """Whether the account opens anything, in words."""
    if leaves_on is None:
        return _("Open")
    closed = leaves_on <= timezone.localdate()
    shape = _("Closed since %(day)s") if closed else _("Closes on %(day)s")
    return shape % {"day": formats.day(leaves_on)}


def last_login(moment: datetime | None) -> str:
    """When, or that it has not happened."""
    return formats.moment(moment) if moment else _("Not yet")


class UserList(ScopedList):
    """The accounts at the unit of the page and below it."""

    request: Request
    permission = "accounts.view"
    template_name = "accounts/user_list.html"
    title = gettext_lazy("Accounts")
    file_name = "accounts"
    order = Order(("shown",))
    filterset_class = UserFilter
    columns = (
        Column(
            "shown",
            pgettext_lazy("person", "Name"),
            link=("accounts:view-user", "username"),
            sort=("shown",),
        ),
        Column("username", gettext_lazy("User name"), below=True),
        Column("roles", gettext_lazy("Roles"), show=roles, file=roles),
        Column("email", gettext_lazy("E-mail"), phone=False),
        Column("leaves_on", gettext_lazy("State"), show=state),
        Column(
            "last_login", gettext_lazy("Last sign-in"), show=last_login, phone=False
        ),
    )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With the answer to whether there is a button to invite."""
        may_invite = self.request.user.may("accounts.change", self.scope.unit)
        return super().get_context_data(may_invite=may_invite, **context)

    def get_queryset(self) -> QuerySet[User]:
        """Accounts in the reader's sight, with what he may see of their grants."""
        grants = (
            Grant.objects.visible_to(self.request.user)
            .filter(user=OuterRef("pk"))
            .values("user")
            .annotate(all=Joined(Concat("role", Value("@"), display_name("unit__"))))
        )
        rows: QuerySet[User] = User.objects.at_or_below(self.scope.unit).annotate(
            shown=Coalesce(NullIf("name", Value("")), "username"),
            roles=Subquery(grants.values("all")),
        )
        return rows
