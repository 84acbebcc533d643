"""Files that people sent, and what a book says of those that belong to its records."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import User
from safety.core import formats
from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable

A = TypeVar("A", bound="Attachment")


class FileQuerySet(models.QuerySet["File"]):
    """Files by whether they are used, and by who sees them."""

    def unused(self, before: datetime) -> Self:
        """Those sent before a moment that no record has, not even a voided one."""
        uses = [
            Exists(each._base_manager.filter(file=OuterRef("pk"))) for each in books()
        ]
        found = self.filter(uploaded_at__lt=before)
        for use in uses:
            found = found.exclude(use)
        return found

    def visible_to(self, viewer: Viewer) -> Self:
        """Files of records that the viewer sees, and his own that have none yet."""
        key = getattr(viewer, "pk", None)
        sees, is_used = Q(pk=None), Q(pk=None)
        for book in books():
            rows: Any = book._default_manager.filter(file=OuterRef("pk"))
            is_used |= Q(Exists(rows))
            sees |= Q(Exists(rows.counted().visible_to(viewer)))
        return self.filter(sees | (Q(uploaded_by=key) & ~is_used))


def kept_as(file: "File", _name: str) -> str:
    """Where the bytes are: by their hash, and by what nobody can guess."""
    day = f"{file.uploaded_at:%Y/%m/%d}"
    return f"files/{day}/{file.sha256[:16]}-{get_random_string(22)}"


class File(models.Model):
    """One file that somebody sent; its bytes may be those of another row, too.

    ``sha256`` is the hash of what was sent, ``type`` its MIME type by its bytes. Of a
    photo a smaller JPEG is kept, of which ``size`` (bytes), ``width`` and ``height``
    (pixels) speak. Latitude and longitude (degrees) are empty unless the site keeps
    them. Its address is made of ``key``, which says nothing.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64)
    type = models.CharField(_("type"), max_length=100)
    name = models.CharField(_("name"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("size"))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField(_("taken"), null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    content = models.FileField(upload_to=kept_as, max_length=120)
    thumbnail = models.FileField(upload_to=kept_as, max_length=120, blank=True)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("sent by"), null=True, on_delete=models.PROTECT
    )
    uploaded_at = models.DateTimeField(_("sent"), default=timezone.now)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["sha256"], name="file_by_hash"),
            models.Index(fields=["uploaded_at"], name="file_by_moment"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["uploaded_by", "sha256"], name="file_of_a_sender_once"
            )
        ]

    def __str__(self) -> str:
        if not self.is_photo:
            return self.name
        return formats.moment(self.taken_at or self.uploaded_at)

    def get_absolute_url(self) -> str:
        return reverse("files:view-file", args=[self.key])

    @property
    def thumbnail_url(self) -> str:
        """Where its small picture is."""
        return reverse("files:view-thumbnail", args=[self.key])

    @property
    def is_photo(self) -> bool:
        return self.type.startswith("image/")

    @property
    def is_video(self) -> bool:
        return self.type.startswith("video/")

    @property
    def content_type(self) -> str:
        """The MIME type of what is kept."""
        return "image/jpeg" if self.is_photo else self.type


class AttachmentQuerySet(JournalledQuerySet[A]):
    """Files of a book's records. A book says who sees them in ``visible_to``."""

    def counted(self) -> Self:
        return self.filter(status=Voidable.Status.COUNTED)

    def arrived(self) -> Self:
        return self.filter(file__isnull=False)

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of records that the viewer sees."""
        raise NotImplementedError


class Attachment(Voidable):
    """A file of a record.

    A book declares a model of its own with a key to the record::

        class HazardPhoto(Attachment):
            hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="photos")
            objects = HazardPhotoQuerySet.as_manager()  # with its visible_to

    That is all: from then on the file is served to those who see the record. A row
    without a file is one that was declared, by its hash, and has not arrived yet.
    """

    file = models.ForeignKey(
        File, verbose_name=_("file"), null=True, on_delete=models.PROTECT
    )
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        User,
        verbose_name=_("by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        abstract = True


def books() -> Iterator[type[Attachment]]:
    """The models of all apps that attach files to records."""
    return (model for model in apps.get_models() if issubclass(model, Attachment))
