"""What this app shows on the pages of persons, units and places."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.incentives.models import Card
from safety.incentives.services import wallet
from safety.org.guard import Request
from safety.org.models import Place, Unit
from safety.org.panels import Act, Panel, register
from safety.people.models import Person


def wallet_of_person(request: Request, person: Person) -> dict[str, Any] | None:
    """What can be redeemed of the person's cards in the reader's units."""
    if not request.user.may("incentives.view"):
        return None
    mine = Card.objects.visible_to(request.user).filter(person=person)
    ready = wallet.redeemable(mine, timezone.localdate())
    sums = ready.aggregate(number=Count("pk"), amount=Sum("amount"))
    may_give = person.is_visible_to(request.user, "incentives.change")
    url = reverse("incentives:view-badge", args=[person.employee_no])
    return {
        "number": sums["number"],
        "amount": sums["amount"] or Decimal(0),
        "badge_url": url if may_give else "",
    }


def badges_url(unit: Unit) -> str:
    """Where the badges of a unit's workers are printed."""
    return reverse("incentives:print-badges", query={"unit": unit.code})


def point_url(place: Place) -> str:
    """Where whoever is on duty at a place ticks a visit."""
    return reverse("incentives:view-point", args=[place.token])


register(
    Act(Place, 40, _("Observation point"), "eye", "incentives.view", point_url),
    Panel(Person, 30, "incentives/_person_wallet.html", wallet_of_person),
    Act(Unit, 60, _("Badges"), "qrcode", "incentives.change", badges_url),
)
