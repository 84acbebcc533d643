"""Sessions that have run out are deleted day by day."""

from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_only_those_that_have_run_out_go(client: Client) -> None:
    client.force_login(make.user("auditor"))
    past = timezone.now() - timedelta(seconds=1)
    Session.objects.create(session_key="old", session_data="", expire_date=past)
    task = settings.CELERY_BEAT_SCHEDULE["clear-sessions"]["task"]
    current_app.loader.import_default_modules()
    current_app.tasks[task]()
    assert not Session.objects.filter(session_key="old").exists()
    assert client.get("/me/").status_code == 200
