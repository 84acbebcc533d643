"""The overview in the side bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(Entry(Section.OVERVIEW, 0, _("Overview"), "home", icon="layout-dashboard"))
