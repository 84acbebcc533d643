"""The last steps of `make setup`, with the site's own packages at hand.

Translations, database, cache table and static files.
"""

import os
import shutil
import sys
from pathlib import Path

import django
import polib
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection

from tools.machine import ROOT, files_in, give_up, once, say


def main() -> None:
    """Bring translations, database and static files up to date."""
    for catalogue in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        compile_catalogue(catalogue)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safety.settings")
    django.setup()
    try:
        if "--reset" in sys.argv:
            forget_records()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    except OperationalError as error:
        give_up(f"The database cannot be used ({error}): look at DATABASE_URL.")
    collect_static_files()


def compile_catalogue(catalogue: Path) -> None:
    """Write the `.mo` beside a `.po`, without gettext's programs."""
    compiled = catalogue.with_suffix(".mo")
    once(
        f"compiling {catalogue.relative_to(ROOT)}",
        [catalogue],
        compiled,
        lambda: polib.pofile(str(catalogue)).save_as_mofile(str(compiled)),
    )


def collect_static_files() -> None:
    """Gather, name by content and compress what browsers load."""
    once(
        "collecting static files",
        [ROOT / "requirements" / "base.txt", *files_in(ROOT / "frontend" / "dist")],
        settings.STATIC_ROOT,
        lambda: call_command("collectstatic", interactive=False, verbosity=0),
    )


def forget_records() -> None:
    """Throw away the database's tables, uploaded files, mails and messages."""
    say("throwing all records away")
    for folder in (settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH, settings.BROKER_DIR):
        shutil.rmtree(folder, ignore_errors=True)
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                name = connection.ops.quote_name(table)
                cursor.execute(f"DROP TABLE IF EXISTS {name} CASCADE")


if __name__ == "__main__":
    main()
