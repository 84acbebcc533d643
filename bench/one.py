"""``python -m bench.one name``: one bench in a process of its own."""

import importlib
import sys

from bench import databases


def main(name: str) -> None:
    """Print the bench's lines as they come."""
    databases.set_up()
    for line in importlib.import_module(f"bench.{name}").measure():
        print(line.text(databases.vendor()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
