"""Addresses of inspections and hazards."""

from django.urls import path

from inspections.deeds import DEEDS
from inspections.lists import HazardList, InspectionList, ReportList
from inspections.models import Category, Criterion, Policy, Rung, Scale, Shift, Tag
from inspections.views import (
    agenda,
    amending,
    answering,
    batches,
    checklists,
    deputies,
    describing,
    editor,
    escalation,
    finishing,
    hazard,
    inspection,
    links,
    moves,
    occurrences,
    photos,
    picturing,
    plans,
    printed,
    queue,
    raising,
    report,
    rules,
    uploads,
    whole,
)

RULES = {
    "policy": Policy,
    "criterion": Criterion,
    "category": Category,
    "scale": Scale,
    "rung": Rung,
    "shift": Shift,
    "tag": Tag,
}
# What is done with one checklist, at the address of its verb.
VERBS = {
    "change-checklist": checklists.change_checklist,
    "withdraw-checklist": checklists.withdraw_checklist,
    "begin-version": checklists.begin_version,
    "edit-checklist": editor.edit_checklist,
    "arrange-checklist": editor.arrange_checklist,
    "change-version": editor.change_version,
    "add-section": editor.add_section,
    "publish-checklist": editor.publish_checklist,
    "discard-draft": editor.discard_draft,
    "preview-checklist": editor.preview_checklist,
}
WALK = {
    "answer": answering.answer_inspection,
    "describe": describing.describe_inspection,
    "pass-section": answering.pass_section,
    "copy-last": answering.copy_last,
    "undo-pass": answering.undo_pass,
    "add-photos": picturing.add_answer_photos,
    "void-photo": picturing.void_answer_photo,
    "raise-hazard": raising.raise_hazard,
    "finish": finishing.finish_inspection,
    "discard": finishing.discard_inspection,
    "amend": amending.amend_inspection,
    "amend-answer": amending.amend_answer,
    "void": amending.void_inspection,
}
PLAN = {
    "change": plans.change_plan,
    "pause": plans.pause_plan,
    "resume": plans.resume_plan,
    "end": plans.end_plan,
}

app_name = "inspections"
urlpatterns = [
    path("", InspectionList.as_view(), name="list-inspections"),
    path("unfinished/", inspection.list_unfinished, name="list-unfinished"),
    path("<int:key>/", inspection.view_inspection, name="view-inspection"),
    path("checklists/", checklists.ChecklistList.as_view(), name="list-checklists"),
    path("checklists/add/", checklists.add_checklist, name="add-checklist"),
    path("checklists/upload/", uploads.upload_checklist, name="upload-checklist"),
    path("checklists/starters/", checklists.add_starters, name="add-starters"),
    path("checklists/<int:key>/", checklists.view_checklist, name="view-checklist"),
    *(
        path(f"checklists/<int:key>/{name}/", view, name=name)
        for name, view in VERBS.items()
    ),
    path(
        "checklists/sections/<int:key>/", editor.change_section, name="change-section"
    ),
    path("checklists/sections/<int:key>/add/", editor.add_item, name="add-item"),
    path("checklists/items/<int:key>/", editor.change_item, name="change-item"),
    path("plans/", plans.PlanList.as_view(), name="list-plans"),
    path("plans/add/", plans.add_plan, name="add-plan"),
    path("plans/days/", plans.preview_plan, name="preview-plan"),
    path("plans/<int:key>/", plans.view_plan, name="view-plan"),
    *(
        path(f"plans/<int:key>/{name}/", view, name=f"{name}-plan")
        for name, view in PLAN.items()
    ),
    path("planned/", occurrences.OccurrenceList.as_view(), name="list-occurrences"),
    path("planned/month/", agenda.view_agenda, name="view-agenda"),
    path("planned/<int:key>/", occurrences.view_occurrence, name="view-occurrence"),
    path(
        "planned/<int:key>/start/",
        occurrences.begin_occurrence,
        name="begin-occurrence",
    ),
    path("planned/<int:key>/blank/", whole.view_asked, name="view-blank-occurrence"),
    path("blank/", whole.view_blank, name="view-blank"),
    path("<int:key>/whole/", whole.view_whole, name="view-whole"),
    path("start/", answering.start_inspection, name="start-inspection"),
    *(
        path(f"<int:key>/{name}/", view, name=f"{name}-inspection")
        for name, view in WALK.items()
    ),
    path("hazards/", HazardList.as_view(), name="list-hazards"),
    path("hazards/reports/", ReportList.as_view(), name="list-reports"),
    path("hazards/report/", report.report_hazard, name="report-hazard"),
    path(
        "hazards/report/discard/",
        report.discard_hazard_draft,
        name="discard-hazard-draft",
    ),
    path("hazards/verify/", queue.verify_hazards, name="verify-hazards"),
    *(
        path(
            f"hazards/many/{verb}/",
            batches.move_many,
            {"verb": verb},
            name=f"{verb}-many",
        )
        for verb in batches.FORMS
    ),
    path("hazards/batches/<int:key>/", batches.view_batch, name="view-batch"),
    path("hazards/batches/<int:key>/undo/", batches.undo_batch, name="undo-batch"),
    path("hazards/escalation/", escalation.view_escalation, name="view-escalation"),
    path("hazards/escalation/on/", escalation.turn_on, name="turn-on-escalation"),
    path("hazards/escalation/off/", escalation.turn_off, name="turn-off-escalation"),
    path("hazards/deputies/", deputies.view_deputies, name="view-deputies"),
    path("hazards/deputies/add/", deputies.add_deputy, name="add-deputy"),
    path(
        "hazards/deputies/<int:key>/remove/",
        deputies.remove_deputy,
        name="remove-deputy",
    ),
    path("hazards/rules/", rules.list_rules, name="list-rules"),
    *(
        path(
            f"hazards/rules/{noun}/add/",
            rules.add_rule,
            {"of": model},
            name=f"add-{noun}",
        )
        for noun, model in RULES.items()
    ),
    *(
        path(
            f"hazards/rules/{noun}/<int:key>/change/",
            rules.change_rule,
            {"of": model},
            name=f"change-{noun}",
        )
        for noun, model in RULES.items()
    ),
    path("hazards/<int:key>/", hazard.view_hazard, name="view-hazard"),
    path(
        "hazards/<int:key>/photos/<slug:purpose>/",
        photos.add_photos,
        name="add-photos",
    ),
    path("hazards/<int:key>/print/", printed.print_hazard, name="print-hazard"),
    path("<int:key>/print/", printed.print_inspection, name="print-inspection"),
    path("hazards/<int:key>/link/", links.link_hazard, name="link-hazard"),
    path("hazards/<int:key>/link/revoke/", links.revoke_link, name="revoke-link"),
    path("hazards/photos/<int:key>/void/", photos.void_photo, name="void-photo"),
    *(
        path(
            f"hazards/<int:key>/{deed.verb}/",
            moves.move_hazard,
            {"verb": deed.verb},
            name=deed.slug,
        )
        for deed in DEEDS
    ),
]
