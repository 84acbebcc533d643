"""`Load`: one file on its way in, and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import Grant, User
from safety.accounts.permissions import PERMISSIONS
from safety.core.access import Viewer
from safety.org.models import Ancestry, Kind, Unit


class State(models.TextChoices):
    """Where a load is on its way."""

    UPLOADED = "uploaded", _("Uploaded")
    TO_CHECK = "to_check", _("Waiting to be checked")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    TO_LOAD = "to_load", _("Waiting to be loaded")
    LOADING = "loading", _("Being loaded")
    LOADED = "loaded", _("Loaded")
    TO_UNDO = "to_undo", _("Waiting to be taken back")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Interrupted")


S = State
# What may follow a state; a step that fails or is refused ends as the last two say.
MOVES: Mapping[str, frozenset[str]] = {
    S.UPLOADED: frozenset({S.TO_CHECK, S.LOADING}),  # the command line asks nothing
    S.TO_CHECK: frozenset({S.CHECKING}),
    S.CHECKING: frozenset({S.CHECKED, S.REFUSED, S.FAILED}),
    S.CHECKED: frozenset({S.TO_CHECK, S.TO_LOAD}),
    S.TO_LOAD: frozenset({S.LOADING}),
    S.LOADING: frozenset({S.LOADED, S.CHECKED, S.REFUSED, S.FAILED}),
    S.LOADED: frozenset({S.TO_UNDO}),
    S.TO_UNDO: frozenset({S.UNDOING}),
    S.UNDOING: frozenset({S.UNDONE, S.LOADED}),
    S.UNDONE: frozenset(),
    S.REFUSED: frozenset(),
    S.FAILED: frozenset({S.TO_CHECK}),
}
# A waiting state and the one of the work that ends the wait.
WORK: Mapping[str, State] = {
    S.TO_CHECK: S.CHECKING,
    S.TO_LOAD: S.LOADING,
    S.TO_UNDO: S.UNDOING,
}
# What a step that was cut short becomes: its transaction left nothing behind.
CUT_SHORT: Mapping[str, State] = {
    S.CHECKING: S.FAILED,
    S.LOADING: S.FAILED,
    S.UNDOING: S.LOADED,
}


class LoadQuerySet(models.QuerySet["Load"]):
    """Loads by who may see them and what is to be done."""

    def waiting(self) -> Self:
        """What a worker should take up, the oldest first."""
        return self.filter(state__in=WORK).order_by("pk")

    def at_work(self) -> Self:
        return self.filter(state__in=WORK.values())

    def visible_to(self, viewer: Viewer, permission: str = "records.view") -> Self:
        """The viewer's own loads, and those of users whose reach lies within his.

        From the group's top everything, loads from the command line included.
        """
        units = viewer.unit_ids_for(permission)
        if Unit.objects.filter(pk__in=units, kind=Kind.GROUP).exists():
            return self.all()
        inside = Ancestry.objects.current().below(units)
        loading = Grant.objects.filter(role__in=PERMISSIONS["records.load"])
        beyond = loading.exclude(unit__in=inside).values("user")
        within = loading.filter(unit__in=inside).exclude(user__in=beyond)
        own = Q(by=getattr(viewer, "pk", None)) if units else Q(pk=None)
        return self.filter(own | Q(by__in=within.values("user")))


def upload_to(load: "Load", name: str) -> str:
    """Where a file of a load is kept; ``name`` is our own, not the user's."""
    return f"loads/{timezone.localdate():%Y/%m}/{load.sha256[:16]}-{name}"


class Load(models.Model):
    """One file of one kind: what it was, who brought it, what was done with it.

    The row is the queue, too: a worker claims it by its state. ``columns`` says which
    column of the kind each head of the file is (empty: left out); ``sample`` are its
    first lines, to recognise them by.
    """

    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=upload_to, max_length=255, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.UPLOADED
    )
    columns = models.JSONField(default=dict)
    sample = models.JSONField(default=list)
    skip_bad = models.BooleanField(_("without the bad rows"), default=False)
    restate = models.TextField(_("why closed periods change"), blank=True)
    by = models.ForeignKey(
        User, verbose_name=_("by"), null=True, on_delete=models.PROTECT
    )
    language = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField(_("begun"), default=timezone.now)
    undone_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )
    why_undone = models.TextField(_("why it was taken back"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    rows = models.IntegerField(_("rows"), default=0)
    created = models.IntegerField(_("new"), default=0)
    updated = models.IntegerField(_("changed"), default=0)
    unchanged = models.IntegerField(_("unchanged"), default=0)
    rejected = models.IntegerField(_("bad"), default=0)
    totals = models.JSONField(default=list)
    message = models.TextField(blank=True)
    errors = models.FileField(upload_to=upload_to, max_length=255, blank=True)
    bad = models.FileField(upload_to=upload_to, max_length=255, blank=True)

    objects = LoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("load")
        verbose_name_plural = _("loads")
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes = [
            models.Index(
                fields=["state"],
                name="load_waiting",
                condition=Q(state__in=["to_check", "to_load", "to_undo"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="load_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("records:view-load", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in WORK or self.state in CUT_SHORT

    @property
    def may_be_undone(self) -> bool:
        return self.state == State.LOADED

    @property
    def good(self) -> int:
        """Rows that can be, or were, loaded."""
        return self.rows - self.rejected

    def may_become(self, state: str) -> bool:
        return state in MOVES[self.state]

    def move(self, state: State, **fields: Any) -> bool:
        """Go on to a state unless somebody else was quicker; whether it did."""
        if not self.may_become(state):
            return False
        waiting = Load.objects.filter(pk=self.pk, state=self.state)
        if not waiting.update(state=state, **fields):
            return False
        self.state = state
        for name, value in fields.items():
            setattr(self, name, value)
        return True

    def end(self, state: State, **fields: Any) -> bool:
        """Go on to a state that ends a step, with its moment."""
        now: datetime = timezone.now()
        return self.move(state, finished_at=now, **fields)
