"""Empty databases to measure in, each a copy of one that was migrated once."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

TEMPLATE = "migrated"


def set_up() -> None:
    """Start Django; DATABASE_URL says on which server or in which folder."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "safety.settings"
    django.setup()


def vendor() -> str:
    """``postgresql`` or ``sqlite``."""
    return connection.vendor


def fresh(name: str) -> None:
    """Make an empty database of the present schema and work in it from now on."""
    if not _exists(TEMPLATE):
        _make(TEMPLATE)
        use(TEMPLATE)
        call_command("migrate", verbosity=0)
        connection.close()
    _make(name, copy=TEMPLATE)
    use(name)


def use(name: str) -> None:
    """Work in a database that `fresh` made."""
    connection.close()
    place = str(_file(name)) if vendor() == "sqlite" else name
    connection.settings_dict["NAME"] = place


def copy_layout(table: str, copy: str) -> None:
    """Make an empty table of the same columns, constraints and indexes."""
    with connection.cursor() as cursor:
        if vendor() == "postgresql":
            cursor.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s", [table])
        for (statement,) in cursor.fetchall():
            if statement:
                named = statement.replace(f'"{table}"', copy)
                cursor.execute(named.replace('INDEX "', f'INDEX "{copy}_'))


def _file(name: str) -> Path:
    return settings.VAR_DIR / f"{name}.sqlite3"


def _exists(name: str) -> bool:
    if vendor() == "sqlite":
        return _file(name).exists()
    asked = "SELECT 1 FROM pg_database WHERE datname = {}"
    return bool(_on_server(asked, sql.Literal(name)))


def _make(name: str, copy: str = "template0") -> None:
    if vendor() == "sqlite":
        _file(name).unlink(missing_ok=True)
        if copy == TEMPLATE:
            shutil.copy(_file(copy), _file(name))
        return
    names = sql.Identifier(name), sql.Identifier(copy)
    _on_server("DROP DATABASE IF EXISTS {}", names[0])
    _on_server("CREATE DATABASE {} TEMPLATE {}", *names)


def _on_server(statement: str, *names: sql.Composable) -> list[tuple[object, ...]]:
    place = connection.settings_dict
    server = psycopg.connect(
        host=place["HOST"],
        port=place["PORT"],
        user=place["USER"],
        dbname="postgres",
        autocommit=True,
    )
    with closing(server):
        cursor = server.execute(sql.SQL(statement).format(*names))
        return cursor.fetchall() if cursor.description else []
