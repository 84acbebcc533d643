"""A template of ours that names what its context lacks fails its test."""

from pathlib import Path

import pytest
from django.template import Context, Engine

from tests.undefined import Undefined, UndefinedVariable


def render(text: str, folder: Path) -> str:
    (folder / "page.html").write_text(text)
    engine = Engine(
        dirs=[str(folder)],
        libraries={"i18n": "django.templatetags.i18n"},
        string_if_invalid=Undefined(),
    )
    return engine.get_template("page.html").render(Context({"known": "here"}))


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr("tests.undefined.HOUSE", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "{{ unknown }}",
        "{{ unknown|default:'x' }}",
        "{{ known.unknown }}",
        "{% load i18n %}{% blocktranslate %}{{ unknown }}{% endblocktranslate %}",
    ],
)
def test_an_undefined_variable_is_an_error(text: str, ours: Path) -> None:
    with pytest.raises(UndefinedVariable, match=r"page.html, line 1"):
        render(text, ours)


def test_asking_whether_it_is_there_is_none(ours: Path) -> None:
    assert render("{% if unknown %}x{% endif %}{{ known }}", ours) == "here"


def test_the_templates_of_others_may(tmp_path: Path) -> None:
    assert render("{{ unknown|default:'x' }}", tmp_path) == "x"
