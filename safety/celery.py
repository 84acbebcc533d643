"""The Celery application: workers drain rows, messages only say "look now"."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safety.settings")
app = Celery("safety")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect  # type: ignore[untyped-decorator]
def leave_logging(**_arguments: Any) -> None:
    """Log as the settings say: with somebody listening, Celery sets up nothing."""
