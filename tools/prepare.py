"""The last steps of `make setup`, with the site's own packages at hand.

Translations, database, cache table and static files.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

import django
import polib
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection

from safety.core import paper
from safety.people.sample.plan import GROUP
from safety.supervisor import is_answering
from tools.machine import ROOT, files_in, give_up, install, once, say

FONT = "fonts-noto-cjk"
# The tables and functions that the site's role has made in PostgreSQL.
EVERYTHING = """
SELECT 'TABLE ' || oid::regclass FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
  AND relowner = current_user::regrole
UNION ALL
SELECT 'FUNCTION ' || oid::regprocedure FROM pg_proc p
WHERE pronamespace = current_schema()::regnamespace AND proowner = current_user::regrole
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
"""


def main() -> None:
    """Bring translations, database and static files up to date."""
    try:
        for catalogue in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
            compile_catalogue(catalogue)
        read_settings()
        prepare_database()
        collect_static_files()
        find_font()
    except PermissionError as error:
        give_up(
            f"You may not use {error.filename}: run make as the owner of {ROOT}"
            " and of VAR_DIR, or in a copy of your own."
        )
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)  # make setup says it


def read_settings() -> None:
    """Make the site's settings and models known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safety.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        give_up(
            f"The settings cannot be used ({error}): look at the environment and .env."
        )


def prepare_database() -> None:
    """Bring the tables up to date, in an empty database if that is asked for."""
    try:
        if "--reset" in sys.argv:
            refuse_to_forget()
            forget_records()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    except OperationalError as error:
        reason = " ".join(str(error).split())
        give_up(f"The database cannot be used ({reason}): look at DATABASE_URL.")


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


def find_font() -> None:
    """See to a font with Chinese characters, which printed records need."""
    try:
        paper.font()
    except paper.NoFont:
        if not install(FONT):
            say(f"records cannot be printed: as root, run 'apt-get install {FONT}'")


def refuse_to_forget() -> None:
    """Give up while the site runs, and where the records are not the sample's."""
    if is_answering(settings.PORT):
        give_up(
            f"Something answers on port {settings.PORT}: stop the site first (Ctrl-C),"
            " then make demo-reset."
        )
    unit = apps.get_model("org", "Unit")
    if unit._meta.db_table in connection.introspection.table_names():
        groups = unit.objects.filter(kind="group").exclude(code=GROUP)
        if groups.exists():
            give_up(
                f"The database holds the group {groups[0].code}, not the sample: make"
                " demo-reset throws no real records away. Empty the database yourself."
            )


def forget_records() -> None:
    """Throw away the database's tables, uploaded files, mails and messages."""
    say("throwing all records away")
    (settings.VAR_DIR / "sample-unfinished").unlink(missing_ok=True)
    for folder in (settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH, settings.BROKER_DIR):
        shutil.rmtree(folder, ignore_errors=True)
    if connection.vendor == "sqlite":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute(EVERYTHING)
            for (thing,) in cursor.fetchall():
                cursor.execute(f"DROP {thing} CASCADE")


if __name__ == "__main__":
    main()
