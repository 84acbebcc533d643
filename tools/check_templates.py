"""No inline script or style in a template: the Content-Security-Policy forbids them."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.machine import ROOT

DJANGO = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
FORBIDDEN = {
    r"<[a-z][^<>]*\sstyle\s*=": "a style attribute: use a class or an SVG attribute",
    r"<[a-z][^<>]*\son[a-z]+\s*=": "an on…= attribute: listen in frontend/js",
    r"<style\b": "a <style> element: write it in frontend/css",
    r"<script\b(?![^>]*\ssrc=)(?![^>]*\btype=\"application/json\")": (
        "a script without src: write it in frontend/js"
    ),
    r"[\"']\s*javascript:": "a javascript: address: listen in frontend/js",
}
# What is handed out as a file, which nothing else comes with and no policy is about.
ALONE = {ROOT / "templates" / "reports" / "report.html"}


def problems(template: Path) -> Iterator[str]:
    """One line for each thing that the policy would refuse."""
    text = DJANGO.sub(_blank, template.read_text())
    for pattern, advice in FORBIDDEN.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, found.end()) + 1
            yield f"{template.relative_to(ROOT)}:{line}: {advice}"


def _blank(tag: re.Match[str]) -> str:
    """Spaces instead of a tag of Django's, which may hold any sign, but its lines."""
    return re.sub(r"[^\n]", " ", tag[0])


def main() -> int:
    """Look at all templates; the exit status."""
    found = [
        line
        for template in sorted(ROOT.glob("**/templates/**/*.html"))
        if not {".venv", "node_modules"} & set(template.parts) and template not in ALONE
        for line in problems(template)
    ]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
