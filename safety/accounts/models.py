"""`User`, and `Grant`: a role held at a unit."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.accounts.permissions import GIVES, PERMISSIONS, Role
from safety.accounts.validators import username_validator, written_plainly
from safety.core.access import Viewer
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models import Ancestry, Kind, Unit
from safety.org.validators import within_calendar


class UserQuerySet(JournalledQuerySet["User"]):
    """Accounts by what they open and who may see them."""

    def in_force(self, day: date) -> Self:
        """Accounts that open something on a day: not past their leaving date."""
        return self.filter(Q(leaves_on=None) | Q(leaves_on__gt=day))

    def closed(self, day: date) -> Self:
        """Accounts that open nothing on a day."""
        return self.filter(leaves_on__lte=day)

    def visible_to(self, viewer: Viewer, permission: str = "accounts.view") -> Self:
        """Accounts with a grant in the viewer's units; from the group's top, all."""
        held = viewer.unit_ids_for(permission)
        if Unit.objects.filter(pk__in=held, kind=Kind.GROUP).exists():
            return self.all()
        units = Ancestry.objects.current().below(held)
        return self.filter(pk__in=Grant.objects.filter(unit__in=units).values("user"))

    def at_or_below(self, unit: Unit) -> Self:
        """Accounts with a grant at the unit or below it; at the group, all."""
        if unit.kind == Kind.GROUP:
            return self.all()
        return self.filter(pk__in=Grant.objects.at_or_below(unit).values("user"))

    def invited_to(self, account: "User", role: str, unit: Unit) -> Self:
        """The account that the same invitation made a moment ago."""
        return self.filter(
            username=account.username,
            name=account.name,
            email=account.email.lower(),
            grants__role=role,
            grants__unit=unit,
        )

    def matching(self, text: str) -> Self:
        """Accounts whose user name, name or e-mail address holds the text."""
        return self.filter(
            Q(username__icontains=text)
            | Q(name__icontains=text)
            | Q(email__icontains=text)
        )


class Users(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds accounts by name, as Django's log-in expects."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of the name, in whatever case a phone has put its letters."""
        small = Lower(Value(username, models.TextField()))
        user: User = self.alias(small=Lower("username")).get(small=small)
        return user


class User(AbstractBaseUser, Journalled):
    """Someone who logs in. What he may do is in his grants, not here."""

    username = models.CharField(
        _("user name"),
        max_length=150,
        unique=True,
        validators=[username_validator, written_plainly],
        error_messages={"unique": _("There is an account of this name already.")},
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    # In small letters, so that it is found however it is typed.
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=10, blank=True)
    leaves_on = models.DateField(
        _("closed from"),
        null=True,
        blank=True,
        validators=[within_calendar],
        help_text=_("From this day on the account opens nothing."),
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = Users()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once_in_any_case",
                violation_error_message=_("There is an account of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_absolute_url(self) -> str:
        """The account's page, for those who may see accounts."""
        return reverse("accounts:view-user", args=[self.username])

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the account opens anything today; Django and allauth ask for it."""
        return self.leaves_on is None or self.leaves_on > timezone.localdate()

    @cached_property
    def _granted(self) -> list[tuple[str, int, str]]:
        """Role, key of the unit and its kind of every grant; read once per request."""
        return list(self.grants.values_list("role", "unit_id", "unit__kind"))

    @property
    def held(self) -> list[tuple[str, int]]:
        """(role, key of the unit) of every grant."""
        return [(role, unit) for role, unit, _kind in self._granted]

    def unit_ids_for(self, permission: str) -> frozenset[int]:
        """Keys of the units where (and below which) the permission is held."""
        roles = PERMISSIONS[permission]
        return frozenset(unit for role, unit in self.held if role in roles)

    def unit_kinds_for(self, permission: str) -> frozenset[str]:
        """The kinds of these units."""
        roles = PERMISSIONS[permission]
        return frozenset(kind for role, _unit, kind in self._granted if role in roles)

    def may(self, permission: str, unit: Unit | int | None = None) -> bool:
        """Whether the permission is held anywhere or, given a unit, there."""
        held = self.unit_ids_for(permission)
        if unit is None or not held:
            return bool(held)
        if isinstance(unit, Unit):
            return not held.isdisjoint(unit.above)
        return Ancestry.objects.current().filter(unit=unit, ancestor__in=held).exists()

    def roles_to_give(self) -> frozenset[Role]:
        """The roles that this user may give, and take back, somewhere."""
        return frozenset().union(*(_given_by(role) for role, _at in self.held))

    def gives(self, gifts: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
        """Of roles at units (by their keys) those that this user may give."""
        wanted, here = set(gifts), set()
        above = Ancestry.objects.current().filter(
            unit__in={unit for _role, unit in wanted},
            ancestor__in={at for _role, at in self.held},
        )
        for unit, ancestor in above.values_list("unit_id", "ancestor_id"):
            held = (role for role, at in self.held if at == ancestor)
            here |= {(each, unit) for role in held for each in _given_by(role)}
        return wanted & here

    def may_give(self, role: str, unit: Unit | int) -> bool:
        """Whether this user may give a role at a unit, and take it back."""
        key = unit.pk if isinstance(unit, Unit) else unit
        return bool(self.gives([(role, key)]))

    def may_change(self, other: "User") -> bool:
        """Whether all that another account holds is within this user's reach.

        Nobody changes his own account, nor one that opens what he could not give:
        whoever sets its e-mail address sets its password.
        """
        if other.pk == self.pk:
            return False
        grants = set(other.grants.values_list("role", "unit_id"))
        return self.may("accounts.change") and grants <= self.gives(grants)


def _given_by(role: str) -> frozenset[Role]:
    return GIVES.get(Role(role), frozenset())


class GrantQuerySet(JournalledQuerySet["Grant"]):
    """Grants by where they hold."""

    def with_units(self) -> Self:
        """With their units, unit by unit."""
        return self.select_related("unit").order_by("unit__code", "role")

    def at_or_below(self, unit: Unit) -> Self:
        """Grants at the unit or at anything below it in today's tree."""
        return self.filter(unit__in=Ancestry.objects.current().below([unit.pk]))

    def visible_to(self, viewer: Viewer, permission: str = "accounts.view") -> Self:
        """Grants at or below a unit where the viewer holds the permission."""
        units = Ancestry.objects.current().below(viewer.unit_ids_for(permission))
        return self.filter(unit__in=units)


class Grant(Journalled):
    """A role that a user holds at a unit and everything below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                name="grant_once",
                violation_error_message=_("This role is granted there already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="granted_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.unit}"


class SavedView(models.Model):
    """Filters and order of a list, kept by a user under a name.

    ``path`` is the list's address and ``query`` what follows it; the unit and the
    period of the page stay what they are.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views")
    path = models.CharField(_("page"), max_length=200)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filters"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path", "name"], name="view_saved_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.path}?{self.query}"
