"""Short functions, files and lines of templates: the tail is what makes code feared.

Half the functions under 8 lines, nine of ten under 30, none over 50; no file over 400;
in a template one element a line, none over 160 characters.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from tools.machine import ROOT

FUNCTION, FILE, LINE = 50, 400, 160
HALF, NINE_OF_TEN = 8, 30
SOURCES = ("safety", "inspections", "training", "tools", "bench")


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """Each function's place and its number of lines, without its docstring."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[ast.get_docstring(node) is not None :] or node.body
            lines = (node.end_lineno or 0) - first[0].lineno + 2
            yield f"{file.relative_to(ROOT)}:{node.lineno} {node.name}", lines


def long_lines() -> Iterator[str]:
    """Lines of templates that hold more than one can read at a glance."""
    for file in sorted((ROOT / "templates").rglob("*.html")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if len(line) > LINE:
                place = f"{file.relative_to(ROOT)}:{number}"
                yield f"{place}: {len(line)} characters, not over {LINE}"


def main() -> int:
    """Measure everything; the exit status."""
    files = [
        file
        for source in SOURCES
        for file in (ROOT / source).rglob("*.py")
        if "migrations" not in file.parts
    ]
    lengths = [found for file in files for found in functions(file)]
    problems = [
        f"{name}: {n} lines, not over {FUNCTION}" for name, n in lengths if n > FUNCTION
    ]
    for file in files:
        count = len(file.read_text().splitlines())
        if count > FILE:
            problems.append(f"{file.relative_to(ROOT)}: {count} lines, not over {FILE}")
    problems += long_lines()
    tenths = quantiles([lines for _name, lines in lengths], n=10)
    if tenths[4] > HALF or tenths[8] > NINE_OF_TEN:
        problems.append(
            f"half under {tenths[4]:.0f}, nine of ten under {tenths[8]:.0f}"
        )
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
