"""Hazards: found, due, put right and verified by somebody else."""

from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.inspection import Inspection
from inspections.models.level import Level, Risk
from inspections.models.policy import Closer, Criterion
from safety.core.access import Viewer
from safety.core.fields import HundredthsField
from safety.core.models import Voidable
from safety.core.pieces import PieceIndex, begins
from safety.org.models import Ancestry, LocatedQuerySet, Unit
from safety.org.validators import within_calendar
from safety.people.models import Contractor, Person, finding


class State(models.TextChoices):
    """How far a hazard has come."""

    DRAFT = "draft", _("Draft")
    TRIAGE = "triage", _("Triage")
    REPORTED = "reported", _("Reported")
    ASSIGNED = "assigned", _("Assigned")
    RECTIFYING = "rectifying", _("Rectifying")
    AWAITING = "awaiting", _("Awaiting verification")
    CLOSED = "closed", pgettext_lazy("hazard", "Closed")
    DECLINED = "declined", _("Declined")
    VOIDED = "voided", _("Voided")


class Uncounted(models.TextChoices):
    """Why a hazard that does not count does not: empty for one that was voided."""

    DRAFT = State.DRAFT.value, State.DRAFT.label
    TRIAGE = State.TRIAGE.value, State.TRIAGE.label
    DECLINED = State.DECLINED.value, State.DECLINED.label


NOT_RECTIFIED = (State.REPORTED, State.ASSIGNED, State.RECTIFYING)
OPEN = (*NOT_RECTIFIED, State.AWAITING)


# So few are looked up by their keys.
FEW = 2000
# Words that so many of the latest hazards have are read, not looked up.
LATEST, MANY = 2000, 20
WORDS = PieceIndex("inspections_hazard", ("description", "place"))


def _says(field: str, word: str) -> Q:
    """A text that has a word somewhere, in small or capital letters.

    (A LIKE would let PostgreSQL think that few have it.)
    """
    return Q(GreaterThan(StrIndex(Lower(field), Value(word)), 0))


class HazardQuerySet(LocatedQuerySet["Hazard"]):
    """Hazards by state, date, place and who sees them."""

    seen_by = "inspections.view"
    triaged_by = "inspections.assign"

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        """As ever; what was not taken up is seen by those only who take it up.

        Nobody sees drafts so: they are their author's (`services.drafts`).
        """
        held = viewer.unit_ids_for(self.triaged_by)
        is_taken_up = Q(uncounted="")
        if held:
            here = Q(unit__in=Ancestry.objects.current().below(held))
            is_taken_up |= here & ~Q(uncounted=Uncounted.DRAFT)
        return super().visible_to(viewer, permission).filter(is_taken_up)

    def untaken(self, uncounted: str) -> Self:
        """Those that wait in triage, were declined, or are drafts."""
        return self.filter(uncounted=uncounted, status=Hazard.Status.VOIDED)

    def owner_at(self, unit: Unit, people: "models.QuerySet[Person]") -> Person | None:
        """Of the people the last who got something to rectify there."""
        at_unit = self.counted().filter(unit=unit, responsible__in=people)
        last = at_unit.select_related("responsible").order_by("-pk").first()
        return last.responsible if last else None

    def counted(self) -> Self:
        return self.filter(status=Hazard.Status.COUNTED)

    def open(self) -> Self:
        """Hazards that nobody has verified yet."""
        return self.unverified().filter(state__in=OPEN)

    def unverified(self) -> Self:
        """Those among which the open ones are found by their own index."""
        return self.filter(verified_on=None)

    def overdue(self, today: date) -> Self:
        """Hazards whose day has passed and that nobody has put right."""
        rows = self.unverified().filter(due_on__lt=today)
        return rows.filter(state__in=NOT_RECTIFIED)

    def gravest(self) -> Self:
        """Those of the gravest risk, or major."""
        return self.filter(Q(risk=Risk.RED) | Q(level=Level.MAJOR))

    def matching(self, text: str) -> Self:
        """Hazards by the beginning of the number, by words, or by who is responsible.

        Of words that many have, a page meets enough soon by reading; of others the
        index tells the few keys. The latest hazards say which it is.
        """
        number = begins("number", text)
        _named, people = finding.fitting(Person.objects.all(), text)
        # What very many are called says nothing about a hazard.
        responsible = Q(responsible__in=people if len(people) <= finding.FEW else [])
        words = Q()
        for word in text.lower().split():
            words &= _says("description", word) | _says("place", word)
        if not _is_common(words):
            anywhere = Hazard.objects.order_by()
            parts = [number, WORDS.holds(text), responsible]
            found = [
                anywhere.filter(part).values_list("pk", flat=True) for part in parts
            ]
            keys = list(found[0].union(*found[1:])[: FEW + 1])
            if len(keys) <= FEW:
                return self.filter(pk__in=keys)
        return self.filter(number | words | responsible)


def _is_common(words: Q) -> bool:
    """Whether so many of the latest hazards have some words that a page fills soon."""
    latest = Hazard.objects.order_by("-pk")[:LATEST].values("pk")
    some = Hazard.objects.filter(words, pk__in=latest).order_by()
    return some[:MANY].count() == MANY


class Hazard(Voidable):
    """One failed or missing control at a unit, and what became of it.

    ``state`` is worked out by the database from what else the record says, so the two
    never disagree, whether a form or a file has written it. One that does not count is
    voided for all numbers and files; ``uncounted`` says what it is instead.

    ``due_on`` is the first promised day and never changes; more time is
    ``extended_to``. ``rectified_on`` and ``rectified_by`` are those of the last fix
    that was not sent back. Change it by the verbs of `inspections.services.hazards`.
    """

    number = models.CharField(_("number"), max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="hazards"
    )
    inspection = models.ForeignKey(
        Inspection,
        verbose_name=_("inspection"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards",
    )
    found_on = models.DateField(_("found on"), validators=[within_calendar])
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    risk = models.CharField(_("risk"), max_length=1, choices=Risk.choices, blank=True)
    category = models.CharField(
        pgettext_lazy("hazard", "category"), max_length=100, blank=True
    )
    description = models.TextField(_("description"))
    contractor = models.ForeignKey(
        Contractor,
        verbose_name=_("contractor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards",
    )
    responsible = models.ForeignKey(
        Person,
        verbose_name=_("responsible"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards_to_rectify",
    )
    due_on = models.DateField(_("due on"), validators=[within_calendar])
    rectified_on = models.DateField(
        _("rectified on"), null=True, blank=True, validators=[within_calendar]
    )
    rectified_by = models.ForeignKey(
        Person,
        verbose_name=_("rectified by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards_rectified",
        db_index=False,
    )
    verified_on = models.DateField(
        _("verified on"), null=True, blank=True, validators=[within_calendar]
    )
    verified_by = models.ForeignKey(
        Person,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards_verified",
        db_index=False,
    )
    measures = models.TextField(_("measures"), blank=True)
    budget = HundredthsField(
        _("money"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    contingency_plan = models.TextField(_("contingency plan"), blank=True)
    standard = models.TextField(_("acceptance standard"), blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    criterion = models.ForeignKey(
        Criterion,
        verbose_name=_("criterion"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    found_by = models.ForeignKey(
        Person,
        verbose_name=_("found by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards_found",
        db_index=False,
    )
    # Where in the tree whoever found it stood.
    found_from = models.CharField(
        _("found from"), max_length=10, choices=Closer.choices, blank=True
    )
    repeat_of = models.ForeignKey(
        "self",
        verbose_name=_("repeat of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="repeats",
    )
    # A double counts nowhere, and says where its words and photos have gone.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="doubles",
    )
    is_fixed_on_spot = models.BooleanField(_("fixed on the spot"), default=False)
    extension_asked = models.DateField(
        _("more time asked until"), null=True, blank=True
    )
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    sent_back = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    # Flags beside the state: work there stands still; nobody is told for a while.
    work_suspended_at = models.DateTimeField(_("work suspended"), null=True, blank=True)
    paused_at = models.DateTimeField(_("escalation paused"), null=True, blank=True)
    uncounted = models.CharField(
        _("not counted as"), max_length=10, choices=Uncounted.choices, blank=True
    )
    state = models.GeneratedField(
        expression=Case(
            When(
                ~Q(uncounted="") & Q(status=Voidable.Status.VOIDED), then=F("uncounted")
            ),
            When(status=Voidable.Status.VOIDED, then=Value(State.VOIDED)),
            When(verified_on__isnull=False, then=Value(State.CLOSED)),
            When(rectified_on__isnull=False, then=Value(State.AWAITING)),
            When(begun_at__isnull=False, then=Value(State.RECTIFYING)),
            When(responsible__isnull=False, then=Value(State.ASSIGNED)),
            default=Value(State.REPORTED),
        ),
        output_field=models.CharField(_("state"), max_length=10, choices=State.choices),
        db_persist=True,
    )

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")
        ordering = ["due_on", "number"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="hazard_by_due_day"),
            # Few of very many are open, and they are what one looks at: which of them
            # are overdue or grave, and where, the index says alone.
            models.Index(
                fields=["due_on", "id", "state", "status", "unit", "risk", "level"],
                name="hazard_unverified",
                condition=Q(verified_on=None),
            ),
            models.Index(
                fields=["unit"], condition=~Q(uncounted=""), name="hazard_not_taken_up"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(risk__in=["", *Risk.values]), name="risk_is_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("found_on")),
                name="hazard_due_after_found",
                violation_error_message=_("The hazard is due before it was found."),
            ),
            models.CheckConstraint(
                condition=Q(uncounted__in=["", *Uncounted.values]),
                name="uncounted_is_known",
            ),
            models.CheckConstraint(
                condition=Q(extended_to=None) | Q(extended_to__gt=F("due_on")),
                name="hazard_extended_beyond_due",
                violation_error_message=_("More time ends after the day it was due."),
            ),
            models.CheckConstraint(
                condition=Q(rectified_on=None) | Q(rectified_on__gte=F("found_on")),
                name="hazard_rectified_after_found",
                violation_error_message=_(
                    "The hazard was put right before it was found."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rectified_on__isnull=False) | Q(verified_on=None),
                name="hazard_rectified_before_verified",
                violation_error_message=_(
                    "The hazard was verified without the day on which it was put right."
                ),
            ),
            models.CheckConstraint(
                condition=Q(verified_on=None)
                | Q(rectified_on=None)
                | Q(verified_on__gte=F("rectified_on")),
                name="hazard_verified_after_rectified",
                violation_error_message=_(
                    "The hazard was verified before it was put right."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rectified_by=None)
                | Q(verified_by=None)
                | ~Q(verified_by=F("rectified_by")),
                name="hazard_verified_by_another",
                violation_error_message=_(
                    "Whoever put the hazard right cannot verify it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def deadline(self) -> date:
        """The day until which it shall be put right, more time included."""
        return self.extended_to or self.due_on

    def get_absolute_url(self) -> str:
        return reverse("inspections:view-hazard", args=[self.pk])
