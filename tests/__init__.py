"""The tests. Those that run side by side have a folder and a Redis database each."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if process := os.environ.get("PYTEST_XDIST_WORKER"):
    folder = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    if folder.name != process:  # a program that a test starts finds it done
        os.environ["VAR_DIR"] = str(folder / process)
        os.environ["REDIS_URL"] = re.sub(
            r"/\d*$",
            f"/{process.removeprefix('gw')}",
            os.environ.get("REDIS_URL", ""),
        )
