"""What the settings may say about accounts."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from safety.accounts.permissions import Role


@register
def second_factor_roles_are_known(**_options: Any) -> list[Error]:
    """A role that is misspelt would be let in by its password alone."""
    return [
        Error(
            f"SECOND_FACTOR_ROLES names {role!r}, which is no role.",
            hint=f"Roles are {', '.join(Role.values)}.",
            id="accounts.E001",
        )
        for role in settings.SECOND_FACTOR_ROLES
        if role not in Role.values
    ]
