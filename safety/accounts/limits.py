"""How often something may be asked for: the limits of the log-in, for other pages.

The limits are lines of ``ACCOUNT_RATE_LIMITS``: ``"report_hazard": "20/h/ip"``.
"""

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def is_too_often(request: HttpRequest, action: str, key: str) -> bool:
    """Count one more request; whether it is one too many, from there or for ``key``."""
    of_accounts = {"app": "allauth.account", "action": action, "key": key}
    return not ratelimit.consume(request, **of_accounts, limit_get=True)
