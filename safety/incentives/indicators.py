"""Numbers about prize cards and awards (INDICATORS, "Catalogue")."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safety.core.declare.indicators import Book, Flow, Indicator, Quantity
from safety.incentives.models import Award, Card

cards = Book(of=Card, where=Q(status=Card.Status.COUNTED))
awards = Book(of=Award, where=Q(status=Award.Status.COUNTED))

INDICATORS = [
    Indicator(
        code="cards.issued",
        name=_("Prize cards issued"),
        definition=_("Prize cards that were issued in the period."),
        shape=Flow(book=cards, at="issued_on"),
    ),
    Indicator(
        code="cards.amount_issued",
        name=_("Value of prize cards issued"),
        definition=_("Face value of the prize cards that were issued in the period."),
        shape=Flow(book=cards, at="issued_on", amount="amount"),
        quantity=Quantity.MONEY,
    ),
    Indicator(
        code="cards.redeemed",
        name=_("Prize cards redeemed"),
        definition=_(
            "Prize cards that were redeemed in the period, whenever they were issued."
        ),
        shape=Flow(book=cards, at="redeemed_on"),
    ),
    Indicator(
        code="cards.amount_redeemed",
        name=_("Value of prize cards redeemed"),
        definition=_("Face value of the prize cards that were redeemed in the period."),
        shape=Flow(book=cards, at="redeemed_on", amount="amount"),
        quantity=Quantity.MONEY,
    ),
    Indicator(
        code="awards.count",
        name=_("Awards"),
        definition=_(
            "Awards to persons for a month, quarter, half-year or year whose last day "
            "is in the period."
        ),
        shape=Flow(book=awards, at="period"),
    ),
    Indicator(
        code="awards.amount",
        name=_("Prize money of awards"),
        definition=_("Prize money of the awards of the period."),
        shape=Flow(book=awards, at="period", amount="amount"),
        quantity=Quantity.MONEY,
    ),
]
