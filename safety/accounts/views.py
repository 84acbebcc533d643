"""Pages on accounts: who has one, what it opens, inviting, granting, closing."""

from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safety.accounts import history, services
from safety.accounts.forms import GrantForm, InviteForm, LeaveForm, UserForm
from safety.accounts.guard import Request, may, scope_of
from safety.accounts.lists import last_login, state
from safety.accounts.models import Grant, User
from safety.core import formats
from safety.journal import former
from safety.journal.models import Change
from safety.org.forms import answer, carry_out, form_page
from safety.org.models import Unit

# What a history need not repeat.
UNTOLD = ("user_id", "date_joined")


@may("accounts.view")
@require_safe
def view_user(request: Request, username: str) -> HttpResponse:
    """One account: what it opens, and everything that happened to it."""
    account = _visible(request, username)
    grants = account.grants.visible_to(request.user).with_units()
    gives = request.user.gives((grant.role, grant.unit_id) for grant in grants)
    is_own = account.pk == request.user.pk
    context = {
        "account": account,
        "state": state(account.leaves_on),
        "has_second_factor": is_mfa_enabled(account, [Authenticator.Type.TOTP]),
        "facts": _facts(account),
        "grants": [
            (grant, not is_own and (grant.role, grant.unit_id) in gives)
            for grant in grants
        ],
        "elsewhere": account.grants.count() - len(grants),
        "may_change": request.user.may_change(account),
        "may_grant": not is_own and request.user.may("accounts.change"),
        "history": history.of(
            account, request.user, _grants_of(account, request.user), hidden=UNTOLD
        ),
        "crumbs": [*_crumbs(), (str(account), "")],
    }
    return render(request, "accounts/user_view.html", context)


@may("accounts.change")
@form_page
def invite_user(request: Request) -> HttpResponse:
    """Invite somebody to a first role, by default at the unit of the page."""
    form = InviteForm(request.POST or None, giver=request.user, initial=_here(request))
    if form.is_valid():
        account, to = (
            form.account,
            (form.cleaned_data["role"], form.cleaned_data["unit"]),
        )
        invite = partial(services.invite, account, *to, by=request.user)
        sent_twice = User.objects.invited_to(account, *to)
        if carry_out(form, invite) or sent_twice.exists():
            _say_where(request, account)
            return redirect(account)
    crumbs = [*_crumbs(), (_("Invite"), "")]
    return _form(request, form, title=_("Invite somebody"), crumbs=crumbs)


@may("accounts.change")
@form_page
def grant_role(request: Request, username: str) -> HttpResponse:
    """Give an account one more role."""
    account = _visible(request, username)
    if account.pk == request.user.pk:
        raise PermissionDenied(_("Nobody gives roles to himself."))
    form = GrantForm(request.POST or None, giver=request.user, initial=_here(request))
    if form.is_valid():
        role, unit = form.cleaned_data["role"], form.cleaned_data["unit"]
        grant = partial(services.grant, account, role, unit, by=request.user)
        sent_twice = account.grants.filter(role=role, unit=unit)
        if carry_out(form, grant) or sent_twice.exists():
            return redirect(account)
    return _form(request, form, account, title=_("Give a role"))


@may("accounts.change")
@require_POST
def withdraw_grant(request: Request, key: int) -> HttpResponse:
    """Take a role back. Sent twice, the second leads where the first did."""
    grants = Grant.objects.visible_to(request.user).select_related("unit")
    grant = grants.filter(pk=key).first()
    if grant is None:
        return _after_withdrawal(request, _whose(request, key))
    owner = grant.user_id
    services.withdraw(grant, by=request.user)
    names = {"role": grant.get_role_display(), "unit": grant.unit}
    messages.success(request, _("Withdrawn: %(role)s at %(unit)s.") % names)
    return _after_withdrawal(request, owner)


def _whose(request: Request, key: int) -> int:
    """Whose grant it was that this same user has withdrawn; 404 for any other."""
    withdrawn = Change.objects.filter(
        label=Grant._meta.label_lower, key=key, verb="withdraw", by=request.user.pk
    )
    before = get_object_or_404(withdrawn).before or {}
    return int(before["user_id"])


def _after_withdrawal(request: Request, owner: int) -> HttpResponse:
    still_seen = User.objects.visible_to(request.user).filter(pk=owner).first()
    return redirect(still_seen or "accounts:list-users")


@may("accounts.change")
@form_page
def change_user(request: Request, username: str) -> HttpResponse:
    """Correct the name or the e-mail address."""
    account = _changeable(request, username)
    form = UserForm(request.POST or None, instance=account)
    if form.is_valid():
        services.change(account, by=request.user)
        return redirect(account)
    return _form(request, form, account, title=_("Change account"))


@may("accounts.change")
@form_page
def leave_user(request: Request, username: str) -> HttpResponse:
    """Say from which day on the account is closed; no day opens it again."""
    account = _changeable(request, username)
    form = LeaveForm(request.POST or None, instance=account)
    if form.is_valid():
        services.leave(account, form.cleaned_data["leaves_on"], by=request.user)
        return redirect(account)
    return _form(request, form, account, title=_("Close account"))


@may("accounts.change")
@require_POST
def invite_again(request: Request, username: str) -> HttpResponse:
    """Send a new link to set a password."""
    account = _changeable(request, username)
    services.invite_again(account, by=request.user)
    _say_where(request, account)
    return redirect(account)


@may("accounts.change")
@form_page
def reset_second_factor(request: Request, username: str) -> HttpResponse:
    """Switch off the second factor of somebody who has lost the phone."""
    account = _changeable(request, username)
    title = _("Switch off the second factor")
    if request.method == "POST":
        services.reset_second_factor(account, by=request.user)
        said = _("The password alone opens the account of %(account)s now.")
        messages.success(request, said % {"account": account})
        return redirect(account)
    context = {
        "title": title,
        "text": _(
            "For somebody who has lost the phone and the recovery codes. Make sure "
            "that it is %(account)s who asks you: until a new one is set up, the "
            "password alone opens the account."
        )
        % {"account": account},
        "action": _("Switch off"),
        "is_grave": True,
        "cancel_url": account.get_absolute_url(),
        "crumbs": [*_crumbs(), (str(account), account.get_absolute_url()), (title, "")],
    }
    return render(request, "confirm.html", context)


def _visible(request: Request, username: str) -> User:
    accounts = User.objects.visible_to(request.user)
    account: User | None = former.called(accounts, username=username)
    if account is None:
        raise Http404(_("There is no account %(name)s.") % {"name": username})
    return account


def _changeable(request: Request, username: str) -> User:
    account = _visible(request, username)
    if not request.user.may_change(account):
        raise PermissionDenied(_("This account opens more than you may give."))
    return account


def _here(request: Request) -> dict[str, Any]:
    """The unit of the page, where this user may give roles."""
    return {"unit": scope_of(request, "accounts.change").unit}


def _say_where(request: Request, account: User) -> None:
    if account.email:
        said = _("An invitation goes to %(address)s.") % {"address": account.email}
    else:
        said = _("Without an e-mail address there is nowhere to write to.")
    messages.success(request, said)


def _form(
    request: Request, form: BaseForm, account: User | None = None, **context: Any
) -> HttpResponse:
    back = account.get_absolute_url() if account else reverse("accounts:list-users")
    if account:
        context["crumbs"] = [*_crumbs(), (str(account), back), (context["title"], "")]
    return answer(request, "form.html", form, cancel_url=back, **context)


def _facts(account: User) -> list[tuple[str, object]]:
    language = dict(settings.LANGUAGES).get(account.language)
    return [
        (_("User name"), account.username),
        (_("E-mail"), account.email),
        (_("Language"), language),
        (_("Since"), formats.moment(account.date_joined)),
        (_("Last sign-in"), last_login(account.last_login)),
    ]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Accounts"), reverse("accounts:list-users"))]


def _grants_of(account: User, reader: User) -> Q:
    """Changes of grants that the account has, or had, in the reader's units."""
    whose = Q(before__user_id=account.pk) | Q(after__user_id=account.pk)
    changes = Change.objects.filter(whose, label=Grant._meta.label_lower)
    units = {each.pk: (each.after or each.before or {})["unit_id"] for each in changes}
    visible = Unit.objects.visible_to(reader, "accounts.view")
    seen = set(visible.filter(pk__in=units.values()).values_list("pk", flat=True))
    return Q(pk__in=[change for change, unit in units.items() if unit in seen])
