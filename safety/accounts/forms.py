"""Forms on accounts, and those of allauth's that read differently here."""

from typing import Any, ClassVar
from unicodedata import normalize

from allauth.account import forms as allauth_forms
from allauth.core.exceptions import ImmediateHttpResponse
from crispy_forms.layout import Layout
from django import forms
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.accounts import services
from safety.accounts.models import User
from safety.accounts.permissions import Role
from safety.core.forms import Card, Half, HouseForm
from safety.org.fields import DayField, UnitField
from safety.org.forms import RecordForm
from safety.org.models import Unit


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """User name or employee number, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("User name or employee number")
        login.widget.attrs.update(autocapitalize="none", spellcheck="false")
        password.help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device")
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        """A name typed in the wide letters of a Chinese keyboard is the plain one."""
        return normalize("NFKC", super().clean_login())


class ForgotPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address that a new link goes to. Says nothing about who exists."""

    def clean_email(self) -> str:
        """Any address is fine; only one of an account gets a letter."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, _request: HttpRequest, **_kwargs: Any) -> str:
        """Write to the accounts of the address."""
        email: str = self.cleaned_data["email"]
        services.forgot_password(email)
        return email


class PasswordLinkForm(allauth_forms.UserTokenForm):  # type: ignore[misc]
    """A link that sets a password; a page of its own says when it came too late."""

    def clean(self) -> Any:
        """ImmediateHttpResponse for an account that has been closed meanwhile."""
        cleaned = super().clean()
        if not self.reset_user.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        return cleaned


class GrantForm(HouseForm, forms.Form):
    """One more role, at a unit and everything below it."""

    save_label = _("Give role")

    role = forms.ChoiceField(label=_("Role"))
    unit = UnitField(may="accounts.change")

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = giver.roles_to_give()
        role: forms.ChoiceField = self.fields["role"]  # type: ignore[assignment]
        role.choices = [
            ("", _("Choose a role")),
            *((each.value, each.label) for each in Role if each in given),
        ]
        unit: UnitField = self.fields["unit"]  # type: ignore[assignment]
        unit.queryset = Unit.objects.visible_to(giver)
        unit.help_text = _("The role holds here and at everything below.")


class InviteForm(GrantForm):
    """A new account with its first role."""

    save_label = _("Send invitation")

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200)
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=User._meta.get_field("username").validators,
        help_text=_("Letters, digits and @ . + - _ only. It cannot be changed later."),
    )
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The link to set a password goes here.")
    )
    layout = Layout(Card(Half("name"), Half("username"), "email"), Card("role", "unit"))

    @property
    def account(self) -> User:
        """The account as the form describes it, not saved."""
        data = self.cleaned_data
        return User(username=data["username"], name=data["name"], email=data["email"])


class UserForm(RecordForm):
    """Name and address of an account."""

    save_label = _("Save account")

    class Meta:
        """What may change."""

        model = User
        fields = ("name", "email")


class LeaveForm(RecordForm):
    """The day from which the account is closed, or none."""

    save_label = _("Save date")

    class Meta:
        """Only the date."""

        model = User
        fields = ("leaves_on",)
        field_classes: ClassVar[dict[str, Any]] = {"leaves_on": DayField}
