"""Records on paper: a PDF set by typst from data, with Chinese in any language.

    paper = Paper(title=_("Rectification notice"), address=url, blocks=[...])
    return paper.pdf()

and sheets of codes to cut out (`Sheet`).

What a reader types comes in as data and is never markup (``templates/paper``).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Protocol

import segno
import typst
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext

from safety.core import formats

RECORD, SHEET = "record.typ", "sheet.typ"
# Families that have Chinese, the best first (Debian: fonts-noto-cjk, fonts-wqy-…).
FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
CODE = "code.svg"
NO_PICTURES: Mapping[str, bytes] = {}


class NoFont(Exception):
    """The machine has no font with Chinese characters."""


class Printable(Protocol):
    """What becomes a PDF."""

    def pdf(self) -> bytes:
        """The file. Raises NoFont."""


@dataclass(frozen=True)
class Facts:
    """Labels and values, one below the other."""

    title: str
    rows: Sequence[tuple[str, str]]

    def told(self, _pictures: dict[str, bytes]) -> dict[str, Any]:
        """As the template reads it."""
        return {"kind": "facts", "title": self.title, "rows": self.rows}


@dataclass(frozen=True)
class Rows:
    """A table; ``widths`` are the parts of the line that its columns take."""

    title: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]

    def told(self, _pictures: dict[str, bytes]) -> dict[str, Any]:
        """As the template reads it."""
        return {"kind": "rows", **vars(self)}


@dataclass(frozen=True)
class Pictures:
    """JPEG photos with a caption each; ``height`` in millimetres, ``across`` a line."""

    title: str
    shots: Sequence[tuple[bytes, str]]
    height: int = 62
    across: int = 2

    def told(self, pictures: dict[str, bytes]) -> dict[str, Any]:
        """As the template reads it; the photos go beside it under names of ours."""
        found = []
        for content, said in self.shots:
            name = f"{len(pictures)}.jpg"
            pictures[name] = content
            found.append({"file": name, "said": said})
        size = {"height": self.height, "across": self.across}
        return {"kind": "pictures", "title": self.title, "pictures": found, **size}


@dataclass(frozen=True)
class Paper:
    """A record on paper. ``address`` is that of its page, and becomes a QR code."""

    above: str
    title: str
    sub: str
    address: str
    blocks: Sequence[Facts | Rows | Pictures]
    signatures: Sequence[str] = field(default_factory=tuple)

    def pdf(self) -> bytes:
        """The file. Raises NoFont."""
        pictures: dict[str, bytes] = {CODE: _code(self.address)}
        data = {
            "language": (get_language() or "en").partition("-")[0],
            "font": font(),
            "above": self.above,
            "title": self.title,
            "sub": self.sub,
            "code": CODE,
            "blocks": [block.told(pictures) for block in self.blocks],
            "signatures": self.signatures,
            "foot": gettext("Printed %(at)s") % {"at": formats.moment(timezone.now())},
        }
        return typeset(RECORD, data, pictures)


class Label(NamedTuple):
    """One code of a sheet, and what stands below it, the first line large."""

    address: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """Codes to cut out, some of them on a page."""

    title: str
    labels: Sequence[Label]

    def pdf(self) -> bytes:
        """The file. Raises NoFont."""
        codes = {
            f"{number}.svg": _code(label.address)
            for number, label in enumerate(self.labels)
        }
        data = {
            "language": (get_language() or "en").partition("-")[0],
            "font": font(),
            "title": self.title,
            "labels": [
                {"code": code, "lines": label.lines}
                for code, label in zip(codes, self.labels, strict=True)
            ],
        }
        return typeset(SHEET, data, codes)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def font() -> str:
    """The family that texts are set in. Raises NoFont."""
    has = set(_fonts().families())
    for family in FAMILIES:
        if family in has:
            return family
    raise NoFont


def _code(address: str) -> bytes:
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=1)
    return out.getvalue()


def typeset(
    name: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] = NO_PICTURES
) -> bytes:
    """Compile a template in a folder of its own, out of which it cannot read."""
    template = settings.BASE_DIR / "templates" / "paper" / name
    with TemporaryDirectory(prefix="anzhu-paper-") as folder:
        root = Path(folder)
        for picture, content in pictures.items():
            (root / picture).write_bytes(content)
        main = root / name
        main.write_bytes(template.read_bytes())
        compiler = typst.Compiler(
            main,
            root=root,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
        made = compiler.compile(format="pdf")
    assert isinstance(made, bytes)  # noqa: S101 (one PDF, and not pages apart)
    return made
