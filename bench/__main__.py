"""``python -m bench [names]``: run benches on both databases, side by side."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.lines import HEADING
from tools.machine import ROOT
from tools.services import find_postgres, private_postgres

NAMES = (
    "load",
    "waits",
    "rebuild",
    "posting",
    "sets",
    "visible",
    "indicator",
    "overview",
    "people",
    "hazards",
    "cards",
    "writing",
    "full",
    "training",
    "taught",
    "signing",
    "export",
    "escalation",
    "closing",
    "reports",
    "deliveries",
)
# What a .env file of this folder may say about the site is not about benches.
PLAIN = {
    "DEBUG": "false",
    "HTTPS": "false",
    "SECRET_KEY": "bench",
    "ALLOWED_HOSTS": "localhost,testserver",
    "TIME_ZONE": "Asia/Shanghai",
    "REPORTING_MONTH_STARTS_ON": "1",
    "REDIS_URL": "",
    "LOG_LEVEL": "ERROR",
}


def main() -> int:
    """Run the named benches, by default all; the exit status."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("names", nargs="*", default=NAMES, metavar="name")
    parser.add_argument(
        "--size", default="1", help="share of the rows (0.1: while developing)"
    )
    parser.add_argument("--on", choices=("postgresql", "sqlite"), help="only there")
    options = parser.parse_args()
    os.environ["BENCH_SIZE"] = options.size
    print(HEADING, flush=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="anzhu-bench-") as folder:
        if options.on != "sqlite":
            failed += on_postgresql(options.names, Path(folder))
        if options.on != "postgresql":
            url = f"sqlite:///{folder}/bench.sqlite3"
            failed += run(options.names, url, Path(folder))
    return 1 if failed else 0


def on_postgresql(names: list[str], folder: Path) -> int:
    """The benches on a private server; how many failed."""
    programs = find_postgres()
    if programs is None:
        print("PostgreSQL left out: no server is installed.")
        return 0
    with private_postgres(programs) as url:
        return run(names, url, folder)


def run(names: list[str], url: str, folder: Path) -> int:
    """Each bench in a process of its own; how many failed."""
    environment = os.environ | PLAIN | {"DATABASE_URL": url, "VAR_DIR": str(folder)}
    commands = [[sys.executable, "-m", "bench.one", name] for name in names]
    return sum(
        subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0
        for command in commands
    )


if __name__ == "__main__":
    sys.exit(main())
