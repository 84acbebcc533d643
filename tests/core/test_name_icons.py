"""The sprite holds the icons that templates and declarations name, and no others."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
NAMED = re.compile(r'\bicon(?:_name=| )"([a-z0-9-]+)"')
# Where a declaration has its icon: the position, or the keyword "icon".
DECLARED = {"Entry": 4, "Act": 2}


def listed() -> list[str]:
    return (ROOT / "frontend" / "icons.txt").read_text().split()


def templates() -> Iterator[str]:
    return (path.read_text() for path in (ROOT / "templates").glob("**/*.html"))


def modules() -> Iterator[str]:
    paths = (ROOT / root for root in ("safety", "inspections", "training"))
    return (file.read_text() for path in paths for file in path.glob("**/*.py"))


def declared(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(module)):
        name = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and name in DECLARED:
            yield from icon_of(node, DECLARED[name])


def icon_of(call: ast.Call, position: int) -> Iterator[str]:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "icon"]
    for value in [*call.args[position : position + 1], *given]:
        if isinstance(value, ast.Constant):
            yield str(value.value)


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    shown = {icon for template in templates() for icon in NAMED.findall(template)}
    chosen = {icon for module in modules() for icon in declared(module)}
    assert shown | chosen <= set(listed()), "add them to frontend/icons.txt"


def test_every_icon_of_the_sprite_is_used() -> None:
    sources = "".join([*templates(), *modules()])
    assert [icon for icon in listed() if f'"{icon}"' not in sources] == []


def test_the_list_is_in_order() -> None:
    assert listed() == sorted(set(listed()))
