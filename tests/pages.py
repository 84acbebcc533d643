"""What a browser would send, a page's form as it was filled in; and what it shows."""

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_ticked = "checked" in given or given.get("type") not in {"radio", "checkbox"}
        if tag == "select":
            self._select = given["name"]
        elif tag == "option" and (
            "selected" in given or self._select not in self.found
        ):
            self.found[self._select] = given["value"]
        elif tag == "input" and given.get("name") and is_ticked:
            is_box = given.get("type") in {"radio", "checkbox"}
            self.found[given["name"]] = given.get("value", "on" if is_box else "")


def fields(response: Any) -> dict[str, str]:
    """The fields of the form in the main part of a page, by name."""
    reader = _Fields()
    reader.feed(response.content.decode().partition("<main")[2].partition("</main")[0])
    return reader.found


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def text(response: Any) -> str:
    """What a page says. Its markup has random keys, in which any two letters come."""
    reader = _Text()
    reader.feed(response.content.decode())
    return " ".join(" ".join(reader.found).split())
