"""Workers who sign in at a session with their phones, over a line that drops.

What is asked is twenty a second for ten seconds, none lost and none double. Each phone
sends its form two to five times; some of the copies are cut in the middle.
"""

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from PIL import Image

from bench import databases, worlds
from bench.lines import Line, seconds_of
from inspections.models import Status
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from safety.people.models.person import Posting
from tests.line import Line as Phones
from training.models import Session, SessionKind, SignIn
from training.services import signing

PERSONS = 200  # twenty a second for ten seconds
A_SECOND = 20


def measure() -> Iterator[Line]:
    """All sign in at once; how many of them a second are kept."""
    databases.fresh("signing")
    worlds.build(worlds.sized(20_000), worlds.sized(20_000))
    held, people = crew()
    url, drawn = f"/sign-in/{signing.code_of(held)}/", drawing()
    forms = [(url, {"employee_no": p.employee_no, "drawn": drawn}) for p in people]
    phones = Phones(AnonymousUser(), forms)
    seconds = seconds_of(phones.send_all)
    kept = held.attendances.present().count()
    if (kept, SignIn.objects.count()) != (PERSONS, PERSONS):
        raise AssertionError(f"{kept} of {PERSONS} are on the list")
    yield Line(
        "sign-ins a second over a bad line",
        round(PERSONS / seconds, 1),
        A_SECOND,
        at_least=True,
        unit="a second",
    )


def crew() -> tuple[Session, list[Person]]:
    """An open session of a project, and who is posted there."""
    unit = Unit.objects.get(pk=worlds.FIRST_PROJECT)
    today = timezone.localdate()
    people = [Person(employee_no=f"N{n}", name=f"N {n}") for n in range(PERSONS)]
    journal.save_all(people, "register", by=None)
    postings = [Posting(person=each, unit=unit, start_on=today) for each in people]
    journal.save_all(postings, "post", by=None)
    held = Session(
        unit=unit,
        number="T-SIGNING",
        topic="Edges",
        kind=SessionKind.TOOLBOX,
        started_on=today,
        ended_on=today,
        hours=1,
        status=Status.DRAFT,
        opened_at=timezone.now(),
    )
    journal.save(held, "start", by=None)
    return held, people


def drawing() -> str:
    """A signature, as the page sends it."""
    out = BytesIO()
    Image.new("RGB", (70, 26), (255, 255, 255)).save(out, "PNG")
    return f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"
