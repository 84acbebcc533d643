"""What a command says when it cannot go on, as the shell sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# A port that nothing listens on.
NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", NOWHERE, "The database cannot be used: connection failed"),
        ("REPORTING_MONTH_STARTS_ON", "29", "REPORTING_MONTH_STARTS_ON must be from 1"),
    ],
)
def test_what_keeps_a_command_from_working_is_said_in_a_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "compute"],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(tmp_path), name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr
