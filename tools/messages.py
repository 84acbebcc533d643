"""The texts to translate: collected from code and templates, and complete.

Without arguments the catalogue is brought up to date; with ``--check`` nothing is
written and every text must have a translation that is not doubtful.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from tools.machine import ROOT, give_up, install

SOURCES = ("manage.py", "safety", "inspections", "training", "templates")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# What stands in Chinese as wide as a letter.
HALF_WIDE = re.compile("[\u4e00-\u9fff][,;:?!]|[,;?!][\u4e00-\u9fff]")
COLLECT = ["makemessages", "--all", "--keep-pot", "--no-location", "--no-wrap"]


def main() -> int:
    """Update or check the catalogues; the exit status."""
    if not shutil.which("xgettext") and not install("gettext"):
        give_up("gettext is missing: as root, run 'apt-get install gettext'.")
    texts = collect()
    if "--check" not in sys.argv:
        update(texts)
        return 0
    subprocess.run(
        ["msgfmt", "--check-format", "-o", os.devnull, CATALOGUE], check=True
    )
    problems = list(gaps(texts))
    print("\n".join(problems))
    return 1 if problems else 0


def collect() -> polib.POFile:
    """Every text that code and templates mark, in a catalogue without translations.

    Django's own collector writes beside what it reads, so it works on a copy.
    """
    with tempfile.TemporaryDirectory(prefix="anzhu-messages-") as folder:
        for source in map(Path, SOURCES):
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, Path(folder) / source)
        (Path(folder) / "locale" / "xx" / "LC_MESSAGES").mkdir(parents=True)
        subprocess.run(
            [sys.executable, "manage.py", *COLLECT],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"VAR_DIR": f"{folder}/var"},
        )
        return polib.pofile(f"{folder}/locale/django.pot", wrapwidth=0)


def translations() -> polib.POFile:
    """The catalogue as it is."""
    return polib.pofile(str(CATALOGUE), wrapwidth=0)


def update(texts: polib.POFile) -> None:
    """Add new texts to the catalogue, drop those that are gone, keep the rest."""
    known = translations()
    for entry in texts:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: ""}  # Chinese has one form
    known.merge(texts)
    for entry in known.obsolete_entries():
        known.remove(entry)
    known.save()


def gaps(texts: polib.POFile) -> Iterator[str]:
    """One line for each text that has no good translation, or is there for nothing."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in translations()}
    for entry in texts:
        found = known.pop((entry.msgctxt, entry.msgid), None)
        if found is None or not found.translated():
            yield f"no translation of {entry.msgid!r}"
        elif half := HALF_WIDE.search(found.msgstr or found.msgstr_plural.get(0, "")):
            yield f"{half[0]!r} in {found.msgid!r} is half as wide as it should be"
    for _context, text in known:
        yield f"nothing says {text!r} any more: make messages"


if __name__ == "__main__":
    sys.exit(main())
