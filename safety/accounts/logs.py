"""What no log line may hold. Read by the settings, so it imports nothing of ours."""

import re
from collections.abc import MutableMapping
from typing import Any

HIDDEN = "[hidden]"
# Whoever reads the key of a link to set a password has the account.
KEY_IN_ADDRESS = re.compile(r"(/password/reset/key/)[^/?\s\"']+")
SECRET_NAME = re.compile(r"password|secret|token|cookie", re.IGNORECASE)


def hide_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take secrets out of a log line; a structlog processor, the last before JSON."""
    for name, value in event.items():
        if SECRET_NAME.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = KEY_IN_ADDRESS.sub(rf"\g<1>{HIDDEN}", value)
    return event
