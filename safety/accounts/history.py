"""What the journal says of a record, in words: the context of ``_history.html``.

    context["history"] = history.of(person, request.user, hidden=PRIVATE)

Newest first; who did it by the name of the account, references by their names as far
as the reader sees what they point to.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from safety.accounts.models import User
from safety.core import formats
from safety.core.access import Viewer
from safety.journal.models import Change

MOST = 100
VERBS: dict[str, str | Promise] = {
    "accept": gettext_lazy("Accepted as a hazard"),
    "add": gettext_lazy("Added"),
    "add-photo": gettext_lazy("Photo added"),
    "amend": gettext_lazy("Amended"),
    "arrive": gettext_lazy("Photo arrived"),
    "change": gettext_lazy("Changed"),
    "ask": gettext_lazy("Asked for by a plan"),
    "ask-extension": gettext_lazy("More time asked for"),
    "assign": gettext_lazy("Assigned"),
    "attend": gettext_lazy("Marked as present"),
    "begin": gettext_lazy("Rectification begun"),
    "choose-language": gettext_lazy("Language chosen"),
    "close": gettext_lazy("Closed"),
    "count": gettext_lazy("Counted otherwise"),
    "credit": gettext_lazy("Credited"),
    "declare": gettext_lazy("Declared"),
    "decline": gettext_lazy("Declined"),
    "downgrade": gettext_lazy("Downgraded to general"),
    "end": gettext_lazy("Ended"),
    "expire": gettext_lazy("Expired"),
    "fix": gettext_lazy("Fixed on the spot"),
    "finish": gettext_lazy("Finished"),
    "grade": gettext_lazy("Exam result"),
    "grant": gettext_lazy("Role given"),
    "grant-extension": gettext_lazy("More time granted"),
    "issue": gettext_lazy("Link made"),
    "propose-card": gettext_lazy("Card proposed"),
    "approve-card": gettext_lazy("Card approved"),
    "reject-card": gettext_lazy("Card rejected"),
    "withdraw-card": gettext_lazy("Card taken back"),
    "issue-card": gettext_lazy("Card issued"),
    "issue-certificate": gettext_lazy("Certificate issued"),
    "invite": gettext_lazy("Invited"),
    "invite-again": gettext_lazy("Invited again"),
    "keep-paper": gettext_lazy("Paper sheet kept"),
    "leave": gettext_lazy("Account closed"),
    "link": gettext_lazy("Account linked"),
    "load": gettext_lazy("Loaded from a file"),
    "lose": gettext_lazy("Marked as lost"),
    "merge": gettext_lazy("Merged into another hazard"),
    "miss": gettext_lazy("Missed"),
    "miss-session": gettext_lazy("Marked as absent"),
    "move": gettext_lazy("Moved"),
    "pause": gettext_lazy("Paused"),
    "pause-escalation": gettext_lazy("Escalation paused"),
    "post": gettext_lazy("Posted"),
    "redeem": gettext_lazy("Redeemed at a counter"),
    "refuse-extension": gettext_lazy("More time refused"),
    "publish": gettext_lazy("Published"),
    "register": gettext_lazy("Registered"),
    "remove": gettext_lazy("Removed"),
    "reopen": gettext_lazy("Reopened"),
    "report": gettext_lazy("Reported"),
    "revoke": gettext_lazy("Link taken back"),
    "reset-second-factor": gettext_lazy("Second factor switched off"),
    "resume": gettext_lazy("Resumed"),
    "resume-escalation": gettext_lazy("Escalation goes on"),
    "resume-work": gettext_lazy("Work resumed"),
    "send-back": gettext_lazy("Sent back"),
    "settle": pgettext_lazy("counter", "Settled"),
    "sign": gettext_lazy("Signature"),
    "set-password": gettext_lazy("Password set"),
    "start": gettext_lazy("Started"),
    "stay": gettext_lazy("Account opened again"),
    "submit": gettext_lazy("Reported as rectified"),
    "suspend-work": gettext_lazy("Work suspended"),
    "take-back": gettext_lazy("Taken back by the reporter"),
    "tick": gettext_lazy("Ticked as present"),
    "undo": gettext_lazy("Load taken back"),
    "untick": gettext_lazy("Tick taken back"),
    "uninvite": gettext_lazy("No longer expected"),
    "unlink": gettext_lazy("Account no longer linked"),
    "verify": gettext_lazy("Verified and closed"),
    "void": gettext_lazy("Voided"),
    "evaluate": gettext_lazy("Evaluated"),
    "raise": gettext_lazy("Made a hazard"),
    "revise": gettext_lazy("Revision of a plan asked for"),
    "pick": gettext_lazy("Picked as star"),
    "exclude": gettext_lazy("Excluded"),
    "object": gettext_lazy("Objected to"),
    "answer-objection": gettext_lazy("Objection answered"),
    "choose-again": gettext_lazy("To be chosen again"),
    "confirm": gettext_lazy("Confirmed"),
    "pay": gettext_lazy("Prize paid"),
    "visit": gettext_lazy("Visit ticked"),
    "consent": gettext_lazy("Consent to be named"),
    "void-photo": gettext_lazy("Photo taken off"),
    "withdraw-occurrence": gettext_lazy("Withdrawn by its plan"),
    "withdraw": gettext_lazy("Withdrawn"),
    "ask-evidence": gettext_lazy("Evidence asked for"),
    "answer-evidence": gettext_lazy("Evidence given"),
}


@dataclass(frozen=True)
class Entry:
    """One change: ``fields`` are (label, before, after); None before is "not yet".

    Of what is new, what nobody fills in is told only where it is not as ever.
    """

    verb: str | Promise
    by: str
    at: datetime
    fields: list[tuple[str, Any, Any]]


def of(
    record: Model, reader: Viewer, *others: Q, hidden: Collection[str] = ()
) -> list[Entry]:
    """The latest 100 changes of a record, and of what ``others`` finds beside it.

    ``hidden`` names the fields (columns) that this reader may not see.
    """
    found = Q(label=record._meta.label_lower, key=record.pk)
    for other in others:
        found |= other
    changes = list(Change.objects.filter(found).order_by("-id")[:MOST])
    names = _Names(changes, reader)
    return [_entry(change, names, hidden) for change in changes]


def _entry(change: Change, names: "_Names", hidden: Collection[str]) -> Entry:
    before, after = change.before or {}, change.after or {}
    fields = []
    for field in apps.get_model(change.label)._meta.concrete_fields:
        name = field.attname
        was, became = before.get(name), after.get(name)
        is_as_ever = not (field.editable or change.before) and became == field.default
        is_empty = was in (None, "") and became in (None, "")
        if name in hidden or is_empty or is_as_ever:
            continue
        old = names.shown(field, was) if change.before is not None else None
        new = names.shown(field, became)
        fields.append((names.label_of(field), old, new))
    verb = VERBS.get(change.verb, change.verb.replace("-", " ").capitalize())
    return Entry(verb, names.of_user(change.by), change.at, fields)


def _label(field: Any) -> str:
    """A field's name; a key that has none of its own is named after its model."""
    label = str(field.verbose_name).capitalize()
    return _(label) if isinstance(field, ForeignKey) else label


class _Names:
    """Names of everything that some changes refer to: one query for each model."""

    def __init__(self, changes: Iterable[Change], reader: Viewer) -> None:
        self._reader = reader
        self.label_of = cache(_label)  # a hundred changes have the same few fields
        keys: dict[type[Model], set[Any]] = {}
        for change in changes:
            for field in apps.get_model(change.label)._meta.concrete_fields:
                if isinstance(field, ForeignKey):
                    referred = keys.setdefault(field.related_model, set())
                    for image in (change.before, change.after):
                        referred.add((image or {}).get(field.attname))
        self._names = {
            model: {each.pk: str(each) for each in self._seen(model, wanted - {None})}
            for model, wanted in keys.items()
        }
        doers = User.objects.filter(pk__in={change.by for change in changes} - {None})
        self._doers = {user.pk: str(user) for user in doers}

    def _seen(self, model: type[Model], keys: set[Any]) -> Iterable[Model]:
        """Those of a model that the reader sees; all where the model does not say."""
        if not keys:
            return ()
        rows = model._default_manager.filter(pk__in=keys)
        visible_to = getattr(rows, "visible_to", None)
        return visible_to(self._reader) if visible_to else rows

    def of_user(self, key: int | None) -> str:
        if key is None:
            return _("The system")
        return self._doers.get(key, _("An account that is gone"))

    def shown(self, field: "Field[Any, Any]", value: Any) -> Any:
        if value in (None, ""):
            return None if value is None else ""
        if isinstance(field, ForeignKey):
            unseen = _("One that you cannot see")
            return self._names[field.related_model].get(value, unseen)
        return _in_words(field, value)


def _in_words(field: "Field[Any, Any]", value: Any) -> Any:
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    plain = field.to_python(value)
    if isinstance(plain, datetime):
        return formats.moment(plain)
    return formats.day(plain) if isinstance(plain, date) else plain
