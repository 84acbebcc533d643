"""The reports about several books: by the month, by the year, for disclosure."""

from django.utils.translation import gettext_lazy as _

from safety.reports.registry import register
from safety.reports.structure import (
    MONTH,
    TO_DATE,
    YEAR,
    Chart,
    Definition,
    Definitions,
    Figures,
    Leading,
    Number,
    Prose,
    Records,
    Report,
    Restatements,
    RiskBar,
    Signatures,
    Slices,
    Table,
    Units,
)

GROUP, COMPANY, PROJECT, TEAM = "group", "company", "project", "team"
ABOVE_PROJECTS = (GROUP, COMPANY)
SIGNED = (
    _("Prepared, safety statistics"),
    _("Reviewed, head of safety"),
    _("Approved, in charge of safety"),
)
RISK = RiskBar(number=Number("hazards.open"), beside=Number("hazards.overdue"))
JUNE, SEPTEMBER = "-06", "-09"
CARDS = Leading(PROJECT, "cards.issued")
ONLINE = Leading(COMPANY, "training.online_sessions")

MONTHLY = Report(
    name="monthly",
    title=_("Monthly safety report"),
    periods=(MONTH,),
    leads=(
        "incidents.fatalities",
        "hazards.overdue",
        "hazards.on_time_rate",
        "training.coverage",
        "hazards.found",
        "inspections.count",
        "training.hours",
    ),
    sections=(
        Figures(
            numbers=(
                Number("training.hours"),
                Number("training.coverage"),
                Number("drills.count"),
                Number("incidents.fatalities"),
                Number("hazards.on_time_rate"),
                Number("hazards.overdue"),
                Number("hazards.found"),
                Number("inspections.count"),
            )
        ),
        Chart(number=Number("hazards.on_time_rate")),
        RISK,
        Units(
            title=_("Member companies"),
            kinds=(GROUP,),
            numbers=(
                Number("hazards.on_time_rate"),
                Number("hazards.overdue"),
                Number("projects.active"),
                Number("inspections.count"),
                Number("training.coverage"),
                Number("drills.count"),
            ),
        ),
        Units(
            title=_("Projects"),
            kinds=(COMPANY,),
            numbers=(
                Number("hazards.on_time_rate"),
                Number("hazards.overdue"),
                Number("hazards.found"),
                Number("inspections.count"),
                Number("training.coverage"),
                Number("drills.count"),
            ),
        ),
        Records(
            title=_("Overdue on the last day"),
            kinds=(PROJECT, TEAM),
            listing="hazards.overdue",
            empty=_("No hazard was overdue on the last day."),
        ),
        Table(
            title=_("The month and the year so far"),
            numbers=(
                Number("workforce.headcount"),
                Number("workforce.hours_worked"),
                Number("incidents.count"),
                Number("incidents.lost_days"),
                Number("inspections.count", when=TO_DATE),
                Number("hazards.found", when=TO_DATE),
                Number("hazards.closed", when=TO_DATE),
                Number("training.hours", when=TO_DATE),
                Number("training.coverage", when=TO_DATE),
                Number("drills.count", when=TO_DATE),
                Number("incidents.fatalities", when=TO_DATE),
                Number("cards.issued"),
                Number("cards.amount_redeemed"),
            ),
        ),
        Chart(number=Number("training.hours")),
        Restatements(title=_("Restated since it was published")),
        Signatures(roles=SIGNED),
    ),
)

# The figures of REPLAY-2019, with the units and periods that they are of.
ANNUAL = Report(
    name="annual",
    title=_("Annual safety report"),
    periods=(YEAR,),
    leads=(
        "incidents.fatalities",
        "hazards.overdue",
        "hazards.on_time_rate",
        "training.coverage",
        "hazards.found",
        "training.hours",
        "drills.count",
    ),
    sections=(
        Figures(
            numbers=(
                Number("training.hours"),
                Number("training.coverage"),
                Number("drills.count"),
                Number("incidents.fatalities"),
                Number("hazards.on_time_rate"),
                Number("hazards.overdue"),
                Number("cards.issued", at=CARDS),
                Number("leaders.problems", when=JUNE),
            )
        ),
        Chart(number=Number("training.hours")),
        RISK,
        Table(
            title=_("The figures of the year"),
            numbers=(
                Number("workforce.employees_end"),
                Number("training.hours"),
                Number("training.coverage"),
                Number("drills.count"),
                Number("drills.person_times"),
                Number("cards.issued", at=CARDS),
                Number("cards.amount_redeemed", at=CARDS),
                Number("awards.count", at=CARDS),
                Number("awards.amount", at=CARDS),
                Number("inspections.by_group"),
                *(
                    Number("inspections.special_projects", when=f"-{month:02}")
                    for month in (3, 4, 7, 8, 9, 10)
                ),
                Number("leaders.persons", when=JUNE),
                Number("leaders.units_entered", when=JUNE),
                Number("leaders.problems", when=JUNE),
                Number("quality.projects_design", when=SEPTEMBER),
                Number("quality.projects_construction", when=SEPTEMBER),
                Number("quality.problems", when=SEPTEMBER),
                Number("training.online_sessions", at=ONLINE),
                Number("training.online_person_times", at=ONLINE),
                Number("incidents.fatalities"),
                Number("contractors.count"),
            ),
        ),
        Records(
            title=_("Training that the unit itself held"),
            kinds=ABOVE_PROJECTS,
            listing="training.held_here",
            empty=_("The unit itself held no training."),
        ),
        Chart(number=Number("hazards.on_time_rate")),
        Chart(number=Number("drills.count")),
        Units(
            title=_("Member companies"),
            kinds=(GROUP,),
            numbers=(
                Number("training.coverage"),
                Number("training.hours"),
                Number("drills.count"),
                Number("hazards.found"),
                Number("hazards.on_time_rate"),
                Number("hazards.overdue"),
            ),
        ),
        Units(
            title=_("Projects"),
            kinds=(COMPANY,),
            numbers=(
                Number("training.coverage"),
                Number("training.hours"),
                Number("drills.count"),
                Number("hazards.found"),
                Number("hazards.on_time_rate"),
                Number("hazards.overdue"),
            ),
        ),
        Restatements(title=_("Restated since it was published")),
        Signatures(roles=SIGNED),
    ),
)

# What is asked stands in DOMAIN 5.5, which says what of it was checked.
ESG = Report(
    name="esg",
    title=_("ESG disclosure: health and safety"),
    periods=(YEAR,),
    leads=("incidents.fatalities", "training.coverage"),
    sections=(
        Table(
            title=_("HKEX B2.1 and B2.2: fatalities and lost days"),
            numbers=(
                Number("incidents.fatalities"),
                Number("incidents.fatality_rate"),
                Number("incidents.lost_days"),
                Number("workforce.hours_worked"),
            ),
        ),
        Prose(
            title=_("HKEX B2.3: measures, and how they are implemented and monitored"),
            paragraphs=(
                _(
                    "Hazards are found by inspections, leaders’ visits and reports of "
                    "workers, graded by four colours of risk, assigned with a "
                    "deadline, and closed after somebody else has verified the "
                    "rectification. What is overdue is escalated."
                ),
            ),
        ),
        Table(
            title=_("HKEX B2.3: what was done"),
            numbers=(
                Number("inspections.count"),
                Number("inspections.coverage"),
                Number("hazards.found"),
                Number("hazards.rectification_rate"),
                Number("hazards.on_time_rate"),
                Number("drills.count"),
                Number("drills.person_times"),
            ),
        ),
        Slices(
            title=_("HKEX B3.1 and B3.2: safety training by gender"),
            by="gender",
            numbers=(Number("training.coverage"), Number("training.hours_per_person")),
            shared=(Number("training.persons"),),
        ),
        Slices(
            title=_("HKEX B3.1 and B3.2: safety training by category"),
            by="category",
            numbers=(Number("training.coverage"), Number("training.hours_per_person")),
            shared=(Number("training.persons"),),
        ),
        Slices(
            title=_("Safety training by employer"),
            by="own",
            numbers=(
                Number("workforce.headcount"),
                Number("training.coverage"),
                Number("training.hours"),
                Number("training.hours_per_person"),
            ),
        ),
        Table(
            title=_("GRI 403-9: work-related injuries"),
            numbers=(
                Number("incidents.fatalities"),
                Number("incidents.fatality_rate"),
                Number("incidents.count"),
                Number("incidents.ltifr"),
                Number("workforce.hours_worked"),
            ),
        ),
        Definitions(
            title=_("Definitions and populations"),
            definitions=(
                Definition(
                    "HKEX B2.1",
                    _(
                        "Number and rate of work-related fatalities, here in deaths "
                        "for each 1,000,000 hours worked. Everyone on site is counted, "
                        "contractors’ workers too."
                    ),
                    is_verified=True,
                ),
                Definition(
                    "HKEX B2.1",
                    _(
                        "From financial years beginning on 1 July 2020 each of the "
                        "past three years is asked for: print this report for each."
                    ),
                    is_verified=False,
                ),
                Definition(
                    "HKEX B2.2",
                    _(
                        "Lost days due to work injury. Whether working or calendar "
                        "days is not fixed: state which the incidents were entered in."
                    ),
                    is_verified=True,
                ),
                Definition(
                    "HKEX B2.3",
                    _("Description of measures, how implemented and monitored."),
                    is_verified=True,
                ),
                Definition(
                    "HKEX B3.1",
                    _(
                        "Percentage of employees trained by gender and category: "
                        "coverage is trained of a group / all of the group; “share of "
                        "all” is trained of a group / all trained, so the lines add to "
                        "100 %. Population: everyone with a posting, contractors’ "
                        "workers too; only safety training is counted."
                    ),
                    is_verified=False,
                ),
                Definition(
                    "HKEX B3.2",
                    _(
                        "Average hours for each person: safety-training hours of a "
                        "group / all of the group, of the same population."
                    ),
                    is_verified=False,
                ),
                Definition(
                    "GRI 403-9",
                    _(
                        "Asked for all employees, and separately for workers who are "
                        "not employees but whose work is controlled. Rates use "
                        "1,000,000 hours worked. High-consequence and recordable "
                        "injuries, and the two populations apart, are not kept here."
                    ),
                    is_verified=False,
                ),
            ),
        ),
        Restatements(title=_("Restated since it was published")),
        Signatures(roles=SIGNED),
    ),
)

register(MONTHLY, ANNUAL, ESG)
