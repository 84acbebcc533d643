"""Parts of addresses that open something by themselves.

Such a secret is made of the site's key and of a number that is kept, so it can be shown
again to who may see it; the database alone does not tell it.
"""

import hashlib
from base64 import urlsafe_b64encode
from uuid import UUID

from django.utils.crypto import salted_hmac


def secret_of(salt: str, number: UUID) -> str:
    """The secret of a number: 43 letters, digits, dashes and underscores."""
    made = salted_hmac(salt, number.hex, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def kept(secret: str) -> str:
    """What is kept of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
