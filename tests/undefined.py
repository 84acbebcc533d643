"""An undefined variable in one of our templates is an error, not an empty string."""

import sys
from pathlib import Path

from django.template import Node

HOUSE = str(Path(__file__).resolve().parent.parent)


class UndefinedVariable(Exception):
    """A template names a variable that its context does not have."""


class Undefined(str):
    """For `string_if_invalid`: empty in the templates of others, an error in ours."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Django asks this wherever it met an undefined variable."""
        node = _node_being_rendered()
        place = node.origin.name
        if place.startswith(HOUSE) and "site-packages" not in place:
            line = node.token.lineno if node.token else "?"
            raise UndefinedVariable(f"{place}, line {line}: {node.token}")
        return False

    def __contains__(self, part: object) -> bool:
        """`blocktranslate` asks this instead."""
        return bool(self)


def _node_being_rendered() -> Node:
    frame = sys._getframe()
    while frame.f_back:
        frame = frame.f_back
        asker = frame.f_locals.get("self")
        if isinstance(asker, Node):
            return asker
    raise LookupError("no template is being rendered")
