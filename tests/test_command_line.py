"""What a command says when it cannot go on, as the shell sees it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# A port that nothing listens on.
NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"


def test_a_database_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "compute"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": NOWHERE, "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database cannot be used: ")
    assert "Traceback" not in done.stderr
