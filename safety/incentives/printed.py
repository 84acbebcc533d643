"""Awards on paper."""

from django.conf import settings
from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.paper import Facts, Paper
from safety.incentives.models import Award


def award(award: Award) -> Paper:
    """The certificate of somebody who stood out; its code leads to the award."""
    facts = [
        (_("Person"), str(award.person)),
        (_("Employee number"), award.person.employee_no),
        (_("Period"), formats.period(award.period)),
        (_("Prize money"), formats.money(award.amount)),
    ]
    return Paper(
        above=str(award.unit),
        title=_("Certificate of honour"),
        sub=award.title,
        address=f"{settings.SITE_ADDRESS}{award.get_absolute_url()}",
        blocks=[Facts(_("For working safely, and seeing to it that others do"), facts)],
        signatures=[_("Issued by, seal, date")],
    )
