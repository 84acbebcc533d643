"""JSON whose decimals are written as they are, not through a float."""

import json
import re
from decimal import Decimal
from typing import Any

_MARKED = re.compile(r'"\\u0000(-?[0-9]+(?:\.[0-9]+)?)"')


def dumps(document: Any) -> str:
    """A JSON document in which a `Decimal` is a number of exactly its digits."""
    text = json.dumps(document, default=_mark, ensure_ascii=True, indent=None)
    return _MARKED.sub(r"\1", text)


def _mark(value: Any) -> str:
    if not isinstance(value, Decimal):
        return str(value)
    # The database keeps no NUL in any text, so nothing else looks like this.
    return f"\0{value:f}"
