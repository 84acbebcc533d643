"""What the Content-Security-Policy would refuse is found before a browser does."""

from pathlib import Path

import pytest

from tools import check_templates

REFUSED = [
    '<div class="a" style="width: 3px">',
    '<div\n  {% if a > b %}class="x"{% endif %}\n  style="top: 0">',
    '<button type="button" onclick="go()">',
    "<style>p { margin: 0 }</style>",
    "<script>go()</script>",
    '<script type="module">go()</script>',
    '<a href="javascript:go()">',
]
ALLOWED = [
    '<div class="style" data-style="a">once = 1</div>',
    '<script type="module" src="{% static "app.js" %}"></script>',
    '<script id="data" type="application/json">{}</script>',
    "{# <style> is forbidden #}",
    '<path fill="none" d="M0 0" stroke-width="2"/>',
]


def problems_of(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(check_templates, "ROOT", folder)
    template = folder / "page.html"
    template.write_text(text)
    return list(check_templates.problems(template))


@pytest.mark.parametrize("text", REFUSED)
def test_inline_code_is_found(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(problems_of(text, tmp_path, monkeypatch)) == 1


@pytest.mark.parametrize("text", ALLOWED)
def test_what_the_policy_allows_is_no_problem(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert problems_of(text, tmp_path, monkeypatch) == []


def test_the_line_of_the_attribute_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '<p>\n<div\n  class="a"\n  style="top: 0">'
    [problem] = problems_of(text, tmp_path, monkeypatch)
    assert problem.startswith("page.html:4: a style attribute")
