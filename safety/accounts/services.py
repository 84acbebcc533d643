"""Verbs on accounts: inviting, granting, leaving. Nobody gives more than he has.

``by`` is who does it; None is the system itself (the command line, the sample group),
which may do anything. Raises PermissionDenied for what is out of reach and
ValidationError for what makes no sense.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from safety.accounts import letters
from safety.accounts.models import Grant, User
from safety.journal import write as journal
from safety.journal.models import Change
from safety.org.models import Unit

AGAIN = "invite-again"
MOMENT = timedelta(minutes=1)
Outcome = Literal["created", "updated", "unchanged"]


def invite(user: User, role: str, unit: Unit, *, by: User | None) -> User:
    """Make an account without a password, with one role, and write to its owner.

    Without an e-mail address there is no letter (``manage.py changepassword``).
    """
    with transaction.atomic():
        # Two at a time, one of them a second click, would both find the name free.
        Unit.objects.locked().get(pk=unit.pk)
        user.set_unusable_password()
        user.email = user.email.lower()
        user.full_clean()
        journal.save(user, "invite", by=_key(by))
        grant(user, role, unit, by=by)
        _write_to(user, letters.INVITATION)
    return user


def invite_again(user: User, *, by: User | None) -> None:
    """Write to the owner once more, with a new link to set a password.

    Asked twice within a minute, with nothing in between, one letter goes.
    """
    _require_reach(user, by)
    with transaction.atomic():
        User.objects.locked().get(pk=user.pk)
        changes = Change.objects.filter(label=User._meta.label_lower, key=user.pk)
        last = changes.order_by("-id").first()
        if last and last.verb == AGAIN and timezone.now() - last.at < MOMENT:
            return
        _write_to(user, letters.INVITATION)
        _note(user, AGAIN, by)


def forgot_password(email: str) -> None:
    """Write to every open account of an e-mail address; silent when there is none."""
    with transaction.atomic():
        for user in User.objects.filter(email=email.lower()).exclude(email=""):
            _write_to(user, letters.NEW_PASSWORD)


def set_password(user: User, password: str) -> None:
    """Keep a new password; the journal says that and when, never what."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        _note(user, "set-password", user)


def reset_second_factor(user: User, *, by: User | None) -> None:
    """Let the password alone open an account whose phone is lost; tell its owner.

    A role that must have a second factor leads to the set-up of a new one. Where there
    is none, as when this is asked twice, nothing is done.
    """
    _require_reach(user, by)
    with transaction.atomic():
        User.objects.locked().get(pk=user.pk)
        deleted, _by_model = Authenticator.objects.filter(user=user).delete()
        if deleted:
            _write_to(user, letters.SECOND_FACTOR_OFF)
            _note(user, "reset-second-factor", by)


def grant(user: User, role: str, unit: Unit, *, by: User | None) -> Grant:
    """Give a role at a unit and everything below it."""
    if by and (by.pk == user.pk or not by.may_give(role, unit)):
        raise PermissionDenied
    with transaction.atomic():
        User.objects.locked().get(pk=user.pk)
        given = Grant(user=user, role=role, unit=unit)
        given.full_clean()
        journal.save(given, "grant", by=_key(by))
    return given


def withdraw(grant: Grant, *, by: User | None) -> None:
    """Take a role back."""
    if by and (by.pk == grant.user_id or not by.may_give(grant.role, grant.unit_id)):
        raise PermissionDenied
    journal.remove(grant, "withdraw", by=_key(by))


def change(user: User, *, by: User | None) -> None:
    """Save a changed name or e-mail address."""
    _require_reach(user, by)
    user.email = user.email.lower()
    journal.save(user, "change", by=_key(by))


def leave(user: User, on: date | None, *, by: User | None) -> None:
    """Close the account from a day on; None keeps, or opens, it."""
    _require_reach(user, by)
    user.leaves_on = on
    journal.save(user, "leave" if on else "stay", by=_key(by))


@dataclass(frozen=True)
class Enrolment:
    """One row of an `accounts` file: who has, at least, which role where.

    No e-mail address leaves the one that there is: a blank cell locks nobody out.
    ``name`` is for a new account.
    """

    login: str
    role: str
    unit: int
    email: str = ""
    name: str = ""
    is_open: bool = True


def enrol(
    rows: Sequence[Enrolment], *, by: User | None, load: int | None = None
) -> tuple[dict[str, User], dict[str, Outcome]]:
    """Make and change many accounts at once; the accounts, and what became of them.

    The rows have different logins, and so are both answers told apart. New accounts
    are invited, unless they are closed.
    """
    logins = [row.login for row in rows]
    for login in logins:
        User._meta.get_field("username").run_validators(login)
    with transaction.atomic():
        stored = list(User.objects.locked().filter(username__in=logins))
        users = {user.username: user for user in stored}
        _require_gifts(rows, users, by)
        new = [_newcomer(row) for row in rows if row.login not in users]
        users |= {user.username: user for user in new}
        for row in rows:
            _bring_in_line(users[row.login], row)
        save = partial(journal.save_all, by=_key(by), load=load)
        changed = [*save(new, "invite"), *save(stored, "change")]
        changed += [given.user for given in save(_missing(rows, users), "grant")]
        for user in new:
            _write_to(user, letters.INVITATION)
    outcomes: dict[str, Outcome] = dict.fromkeys(logins, "unchanged")
    outcomes |= dict.fromkeys((user.username for user in changed), "updated")
    outcomes |= dict.fromkeys((user.username for user in new), "created")
    return users, outcomes


def _require_gifts(
    rows: Sequence[Enrolment], users: Mapping[str, User], by: User | None
) -> None:
    """Refuse rows that give what ``by`` may not, or change whom he may not."""
    if by is None:
        return
    gifts = {(row.role, row.unit) for row in rows}
    if not gifts <= by.gives(gifts):
        raise PermissionDenied
    for user in users.values():
        _require_reach(user, by)


def _newcomer(row: Enrolment) -> User:
    user = User(username=row.login, name=row.name)
    user.set_unusable_password()
    return user


def _bring_in_line(user: User, row: Enrolment) -> None:
    """Set what a row says of an account; not saved."""
    user.email = row.email.lower() or user.email
    if user.is_active != row.is_open:
        user.leaves_on = None if row.is_open else timezone.localdate()
    user.clean_fields()


def _missing(rows: Sequence[Enrolment], users: Mapping[str, User]) -> list[Grant]:
    """The grants that the rows ask for and that nobody has given yet."""
    given = Grant.objects.filter(user__in=users.values())
    held = set(given.values_list("user", "role", "unit"))
    grants = [
        Grant(user=users[row.login], role=row.role, unit_id=row.unit)
        for row in rows
        if (users[row.login].pk, row.role, row.unit) not in held
    ]
    for grant in grants:
        grant.clean_fields(exclude={"user", "unit"})
    return grants


def _write_to(user: User, letter: str) -> None:
    if user.email and user.is_active:
        letters.send(user, letter)


def _note(user: User, verb: str, by: User | None) -> None:
    """Journal what leaves no trace in the fields."""
    Change.objects.create(
        label=User._meta.label_lower,
        key=user.pk,
        verb=verb,
        before={},
        after={},
        by=_key(by),
    )


def _require_reach(user: User, by: User | None) -> None:
    if by and not by.may_change(user):
        raise PermissionDenied


def _key(by: User | None) -> int | None:
    return by.pk if by else None
