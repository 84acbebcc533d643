"""Lock the packages of every set in `requirements/` with hashes, for all Pythons."""

import subprocess
import sys

from tools.machine import ROOT

SETS = ("base", "dev", "prod", "node")  # base first: the others agree with it
COMPILE = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
OPTIONS = ["--python-version", "3.11", "--generate-hashes", "--no-header"]


def main() -> None:
    """Write the `.txt` beside each `.in`; arguments go to uv (`--upgrade`)."""
    for name in SETS:
        files = ["--no-annotate", "--output-file", f"{name}.txt", f"{name}.in"]
        subprocess.run(
            [*COMPILE, *OPTIONS, *sys.argv[1:], *files],
            cwd=ROOT / "requirements",
            check=True,
        )


if __name__ == "__main__":
    main()
