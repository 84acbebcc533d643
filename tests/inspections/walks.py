"""How an inspection is walked in tests: begun, answered, and what else is done."""

from typing import Any

from django.test import Client

from inspections.models import Answer, Checklist, Inspection, Item
from safety.org.models import Unit
from tests import pages

START = "/inspections/start/"
PART = {"HX-Request": "true"}


def begin(client: Client, project: Unit, *lists: Checklist, **said: Any) -> Inspection:
    form = {
        "versions": [checklist.latest.pk for checklist in lists],
        "programme": "qhse",
        "form": "self",
        **said,
    }
    client.post(f"{START}?unit={project.code}", form)
    return Inspection.objects.latest("pk")


def tell(client: Client, walk: Inspection, code: str, **said: str) -> Any:
    item = Item.objects.get(code=code, section__version__sheets__inspection=walk)
    address = f"/inspections/{walk.pk}/answer/"
    return client.post(
        address, {"item": item.pk, **said}, headers={"HX-Request": "true"}
    )


def do(client: Client, walk: Inspection, verb: str, **said: Any) -> Any:
    if verb == "finish":
        said = {"why_not": "absent", **said}
    return client.post(f"/inspections/{walk.pk}/{verb}/", said, follow=True)


def hazard_form(client: Client, walk: Inspection, code: str) -> dict[str, Any]:
    """The form of a hazard under a failed item, as it is proposed."""
    item = Item.objects.get(code=code, section__version__sheets__inspection=walk)
    address = f"/inspections/{walk.pk}/raise-hazard/?item={item.pk}"
    return pages.fields(client.get(address))


def outcomes(walk: Inspection) -> dict[str, str]:
    return {a.item.code: a.outcome for a in Answer.objects.filter(inspection=walk)}
