"""Persons, own employees and contractors' workers alike, and their postings."""

from datetime import date
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.accounts.models import User
from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable
from safety.journal import write as journal
from safety.org.models import Kind, LocatedQuerySet, Unit
from safety.org.models.unit import END
from safety.org.validators import within_calendar
from safety.people.models import finding
from safety.people.models.contractor import Contractor

employee_no_validator = RegexValidator(
    r"^[^\W_][\w./-]*\Z",
    _("An employee number has letters, digits, points, slashes and dashes only."),
)


class Gender(models.TextChoices):
    """As FORMATS writes it."""

    FEMALE = "f", _("Female")
    MALE = "m", _("Male")


class Category(models.TextChoices):
    """What somebody works as, in four groups."""

    SENIOR = "senior_management", _("Senior management")
    MIDDLE = "middle_management", _("Middle management")
    TECHNICAL = "technical", _("Technical staff")
    WORKER = "worker", _("Workers")


class PersonQuerySet(JournalledQuerySet["Person"]):
    """Persons by where they are posted."""

    def counted(self) -> Self:
        return self.filter(status=Person.Status.COUNTED)

    def posted_in(self, unit: Unit, day: date | None = None) -> Self:
        """Persons posted at or below a unit: on a day, or without one ever."""
        if unit.kind == Kind.GROUP and day is None:
            return self.all()
        postings = (
            Posting.objects.in_force_on(day) if day else Posting.objects.counted()
        )
        return self.with_one_of(postings.at_or_below(unit), unit)

    def with_one_of(self, here: "PostingQuerySet", unit: Unit) -> Self:
        """Persons with one of these postings, all at or below a unit.

        Of the group's or a company's many persons a page shows the first few, so they
        are tried in the order of the page; the few of a project are found first.
        """
        if unit.kind in {Kind.GROUP, Kind.COMPANY}:
            return self.filter(Exists(here.filter(person=OuterRef("pk"))))
        return self.filter(pk__in=here.values("person"))

    def unposted(self) -> Self:
        """Persons who never had a posting, and so belong to no unit yet."""
        posted = Posting.objects.counted().filter(person=OuterRef("pk"))
        return self.filter(~Exists(posted))

    def visible_to(self, viewer: Viewer, permission: str = "people.view") -> Self:
        """Persons of the viewer's units; from the group's top, everybody.

        Who was ever posted there is read: rosters of past days name people. All else,
        such as personal data, needs a posting that goes on or is to come.
        """
        return self._having(_postings_for(permission), viewer, permission)

    def free_for(self, viewer: Viewer, permission: str = "people.view") -> Self:
        """Whom the viewer may post: who is or was in his units, or in none yet."""
        known = self._having(Posting.objects.counted(), viewer, permission)
        return known | self.unposted()

    def _having(
        self, postings: "PostingQuerySet", viewer: Viewer, permission: str
    ) -> Self:
        """Those with such a posting in the viewer's units; from the top, everybody.

        A company's many persons are asked one by one, a project's few are found first.
        """
        units = viewer.unit_ids_for(permission)
        kinds = viewer.unit_kinds_for(permission)
        if Kind.GROUP in kinds:
            return self.all()
        if Kind.COMPANY in kinds:
            here = postings.joined_within(units).filter(person=OuterRef("pk"))
            return self.filter(Exists(here))
        return self.filter(pk__in=postings.below(units).values("person"))

    def matching(self, text: str) -> Self:
        """Persons whose number begins with the text, or whose name has its words.

        Asks at once who fits anywhere; so a page looks up few, or meets many soon.
        """
        fits, keys = finding.fitting(Person.objects.all(), text)
        return (
            self.filter(pk__in=keys) if len(keys) <= finding.FEW else self.filter(fits)
        )


# Whether somebody has a posting of `_postings_for` in some units or below them.
POSTED = """
    SELECT 1 FROM people_posting p
      JOIN org_ancestry a ON a.unit_id = p.unit_id
     WHERE p.person_id = %s AND p.status = %s
       AND (p.end_on IS NULL OR p.end_on >= %s)
       AND a.last_month = %s AND a.ancestor_id IN ({units})
     LIMIT 1
"""


def _postings_for(permission: str) -> "PostingQuerySet":
    """Those by which a person is seen with a permission."""
    if permission == "people.view":
        return Posting.objects.counted()
    return Posting.objects.going_on(timezone.localdate())


class Person(Voidable):
    """One human being. Without a contractor an own employee."""

    employee_no = models.CharField(
        _("employee number"),
        max_length=40,
        unique=True,
        validators=[employee_no_validator],
        error_messages={
            "unique": _(
                "This number is registered already. If you cannot find the person, ask "
                "headquarters to post the person to you."
            )
        },
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    gender = models.CharField(
        _("gender"), max_length=1, choices=Gender.choices, blank=True
    )
    category = models.CharField(
        _("category"), max_length=20, choices=Category.choices, blank=True
    )
    contractor = models.ForeignKey(
        Contractor,
        verbose_name=_("contractor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    user = models.OneToOneField(
        User, null=True, blank=True, editable=False, on_delete=models.SET_NULL
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["employee_no"]
        indexes = [models.Index(fields=["name", "id"], name="person_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(gender__in=["", *Gender.values]), name="gender_is_known"
            ),
            models.CheckConstraint(
                condition=Q(category__in=["", *Category.values]),
                name="category_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_visible_to(self, viewer: Viewer, permission: str = "people.view") -> bool:
        """Whether this one is `visible_to` the viewer.

        Every report of a hazard asks it of whoever shall put it right; as with the days
        of a calendar, writing the question out takes a third of putting it together.
        """
        if Kind.GROUP in viewer.unit_kinds_for(permission):
            return True
        units = ", ".join(str(int(key)) for key in viewer.unit_ids_for(permission))
        if not units:
            return False
        day = date.min if permission == "people.view" else timezone.localdate()
        until = connection.ops.adapt_datefield_value(day)
        params: list[Any] = [self.pk, Posting.Status.COUNTED, until, END]
        with connection.cursor() as cursor:
            cursor.execute(POSTED.format(units=units), params)
            return cursor.fetchone() is not None

    def get_absolute_url(self) -> str:
        return reverse("people:view-person", args=[self.employee_no])


def person_of(user: User) -> Person | None:
    """The person whose account it is, if any; asked for once for each page."""
    person: Person | None = getattr(user, "person", None)
    return person if person and person.status == Person.Status.COUNTED else None


class PostingQuerySet(LocatedQuerySet["Posting"]):
    """Postings by when and where they hold."""

    seen_by = "people.view"

    def counted(self) -> Self:
        return self.filter(status=Posting.Status.COUNTED)

    def overlapping(self, start_on: date, end_on: date | None) -> Self:
        """Postings that share a day with these dates (no end: for ever)."""
        begun = {"start_on__lte": end_on} if end_on else {}
        return self.filter(Q(end_on=None) | Q(end_on__gte=start_on), **begun)

    def in_force_on(self, day: date) -> Self:
        return self.counted().overlapping(day, day)

    def going_on(self, day: date) -> Self:
        """Postings that end on the day or later, if at all."""
        return self.counted().filter(Q(end_on=None) | Q(end_on__gte=day))

    def of_counted(self) -> Self:
        """Postings of persons who are not voided."""
        return self.filter(person__status=Person.Status.COUNTED)

    def of_matching(self, text: str) -> Self:
        """Postings of persons that fit a text."""
        return self.filter(person__in=Person.objects.matching(text))

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        """Postings in the viewer's units; a voided one to who sees its person."""
        units = viewer.unit_ids_for(permission or self.seen_by)
        here, counted = self.below(units), Posting.objects.counted().below(units)
        return here.filter(
            Q(status=Posting.Status.COUNTED)
            | Exists(counted.filter(person=OuterRef("person")))
            | Exists(Unit.objects.filter(pk__in=units, kind=Kind.GROUP))
        )


class Posting(Voidable):
    """A person belongs to a unit from ``start_on`` to ``end_on``, both included.

    A person may hold several at once, at different units; to one unit they may not
    overlap (kept by `safety.people.services.post` and by the loading path).
    """

    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="postings",
        db_index=False,
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="postings",
        db_index=False,
    )
    start_on = models.DateField(_("from"), validators=[within_calendar])
    end_on = models.DateField(
        _("until"), null=True, blank=True, validators=[within_calendar]
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["-start_on"]
        indexes = [
            # Who is where on a day, without a look at the postings themselves.
            models.Index(
                fields=["unit", "start_on", "end_on", "status", "person"],
                name="posting_by_unit",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit", "start_on"],
                name="posting_once",
                violation_error_message=_(
                    "This person has a posting to this unit from that day already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")),
                name="posting_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit}"

    def void(self, *, by: int | None) -> None:
        """Take a posting that was a mistake out of all numbers."""
        self.status = self.Status.VOIDED
        journal.save(self, "void", by=by)

    def end(self, day: date, *, by: int | None) -> None:
        """Let the posting last no longer than a day; one beginning later is voided."""
        if self.start_on > day:
            self.void(by=by)
        elif self.end_on is None or self.end_on > day:
            self.end_on = day
            journal.save(self, "end", by=by)

    def get_absolute_url(self) -> str:
        return self.person.get_absolute_url()
