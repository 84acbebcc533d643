"""Training and drills in the side bar and the tab bar."""

from django.utils.translation import gettext_lazy as _

from safety.core.navigation import Entry, Section, register

register(
    Entry(
        Section.WORK,
        40,
        _("Drills"),
        "training:list-drills",
        icon="lifebuoy",
        permission="training.view",
    ),
    Entry(
        Section.WORK,
        30,
        _("Training"),
        "training:list-sessions",
        icon="school",
        permission="training.view",
        tab=_("Training"),
    ),
    Entry(
        Section.WORK,
        31,
        _("Training coverage"),
        "training:view-coverage",
        icon="chart-dots",
        permission="training.view",
    ),
    Entry(
        Section.WORK,
        33,
        _("Who lacks what"),
        "training:list-lacking",
        icon="alert-circle",
        permission="training.view",
    ),
    Entry(
        Section.WORK,
        32,
        _("Certificates"),
        "training:list-certificates",
        icon="certificate",
        permission="training.view",
    ),
    Entry(
        Section.WORK,
        34,
        _("My training file"),
        "training:view-own-file",
        icon="file-text",
    ),
    Entry(Section.WORK, 35, _("Online school"), "school", icon="school"),
    Entry(
        Section.SETUP,
        31,
        _("Courses"),
        "training:list-courses",
        icon="school",
        permission="courses.view",
    ),
)
