"""The one clock that all processes share, whatever their own machines say."""

from datetime import datetime

from django.db import connection

NOW = {
    "postgresql": "SELECT statement_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')",
}


def of_database() -> datetime:
    """The moment by the database's clock: what leases are measured by."""
    with connection.cursor() as cursor:
        cursor.execute(NOW[connection.vendor])
        moment = cursor.fetchone()[0]
    return moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
