"""What phones send again and again, some of it at the same time."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from inspections.models import Hazard, Move
from tests import make
from tests.inspections.scene import Scene, url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_many_at_once_make_one_move_of_each_request(scene: Scene) -> None:
    """Reports and moves, each sent four times side by side."""
    report = {"unit": "P01", "description": "Edge", "found_on": str(scene.today)}
    hazard = scene.hazard("awaiting")
    jobs = [
        ("/inspections/hazards/report/", {**report, "request_id": str(uuid4())}),
        ("/inspections/hazards/report/", {**report, "request_id": str(uuid4())}),
        (url(hazard, "verify"), {"request_id": str(uuid4())}),
    ]

    def send(job: tuple[str, dict[str, str]]) -> tuple[str, int, str]:
        try:
            client: Client = scene.client("safety_officer")
            answer = client.post(*job)
            return job[1]["request_id"], answer.status_code, answer.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, jobs * 4))
    assert {status for _request, status, _to in answers} == {302}
    assert len(answers) == len(jobs)
    assert Move.objects.count() == len(jobs)
    assert Hazard.objects.values_list("number").distinct().count() == 3


def test_five_copies_at_once_are_one_report(scene: Scene) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    gate = make.place(scene.project)
    said = {"request_id": str(uuid4()), "danger": "electric", "words": "Cable in water"}

    def send(_nth: int) -> tuple[int, str]:
        answer = Client().post(f"/report/{gate.token}/", said)
        connection.close()
        return answer.status_code, answer.get("Location", "")

    with ThreadPoolExecutor(5) as pool:
        answers = set(pool.map(send, range(5)))
    assert len(answers) == 1
    assert answers.pop()[0] == 302
    assert Hazard.objects.count() == 1
