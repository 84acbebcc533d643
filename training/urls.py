"""Addresses of training and drills."""

from django.urls import path

from training.lists import SessionList
from training.views import (
    attending,
    certificate,
    course,
    coverage,
    drill_muster,
    drills,
    evaluating,
    exam,
    gaps,
    inviting,
    lesson,
    plan,
    question,
    requirement,
    school_code,
    sessions,
    signing,
    training_file,
    yearly,
)
from training.views.lacking import LackingList, OwingList

DRILL = {
    "change": drills.change_drill,
    "void": drills.void_drill,
    "muster": drill_muster.muster_drill,
    "tick": drill_muster.tick_drill,
    "finish": drill_muster.finish_drill,
    "note": drill_muster.note_step,
    "add-photos": gaps.add_photos,
    "give-role": drill_muster.give_role,
    "print": evaluating.print_drill,
    "count": drill_muster.count_outsiders,
}

GAP = {
    "raise": gaps.raise_gap,
    "revise": gaps.revise_gap,
    "void": gaps.void_gap,
}

PLAN = {
    "change-emergency-plan": ("change", plan.change_plan),
    "add-plan-version": ("versions/add", plan.add_version),
    "withdraw-emergency-plan": ("withdraw", plan.withdraw_plan),
}

SESSION = {
    "open": sessions.open_session,
    "attend": attending.attend_session,
    "tick-all": attending.tick_all,
    "untick": attending.untick_all,
    "add-guest": attending.add_guest,
    "invite": inviting.invite_people,
    "uninvite": inviting.uninvite_person,
    "show-code": signing.show_code,
    "keep-paper": attending.keep_paper,
    "close": sessions.close_session,
    "change": sessions.change_session,
    "void": sessions.void_session,
    "print": sessions.print_session,
}

app_name = "training"
urlpatterns = [
    path("drills/", drills.DrillList.as_view(), name="list-drills"),
    path("drills/start/", drill_muster.start_drill, name="start-drill"),
    path("drills/add/", drills.add_drill, name="add-drill"),
    path("drills/<int:key>/", drills.view_drill, name="view-drill"),
    path(
        "drills/<int:key>/evaluate/<str:kind>/",
        evaluating.evaluate_drill,
        name="evaluate-drill",
    ),
    path("drills/<int:key>/gaps/add/", gaps.add_gap, name="add-gap"),
    *(
        path(f"gaps/<int:key>/{name}/", view, name=f"{name}-gap")
        for name, view in GAP.items()
    ),
    *(
        path(f"drills/<int:key>/{name}/", view, name=f"{name}-drill")
        for name, view in DRILL.items()
    ),
    path("drills/year/", yearly.view_year, name="view-drill-year"),
    path("drills/late/", yearly.LateList.as_view(), name="list-late-drills"),
    path("drills/year/propose/", yearly.propose_year, name="propose-drill-year"),
    path("drills/planned/add/", yearly.add_planned, name="add-planned-drill"),
    path(
        "drills/planned/<int:key>/change/",
        yearly.change_planned,
        name="change-planned-drill",
    ),
    path(
        "drills/planned/<int:key>/void/",
        yearly.void_planned,
        name="void-planned-drill",
    ),
    path("drills/items/", evaluating.list_items, name="list-evaluation-items"),
    path("drills/items/add/", evaluating.add_item, name="add-evaluation-item"),
    path(
        "drills/items/<int:key>/",
        evaluating.change_item,
        name="change-evaluation-item",
    ),
    path("drills/rules/add/", yearly.add_rule, name="add-drill-rule"),
    path("drills/rules/<int:key>/", yearly.change_rule, name="change-drill-rule"),
    path("drills/plans/", plan.PlanList.as_view(), name="list-emergency-plans"),
    path("drills/plans/add/", plan.add_plan, name="add-emergency-plan"),
    path("drills/plans/<int:key>/", plan.view_plan, name="view-emergency-plan"),
    *(
        path(f"drills/plans/<int:key>/{way}/", view, name=name)
        for name, (way, view) in PLAN.items()
    ),
    path("", SessionList.as_view(), name="list-sessions"),
    path("sessions/add/", sessions.add_session, name="add-session"),
    path("sessions/start/", sessions.start_session, name="start-session"),
    path(
        "sessions/<int:key>/people/<int:person>/",
        attending.credit_person,
        name="credit-person",
    ),
    path(
        "sessions/photos/<int:key>/take-off/",
        attending.take_off_photo,
        name="take-off-session-photo",
    ),
    path("sessions/<int:key>/", sessions.view_session, name="view-session"),
    *(
        path(f"sessions/<int:key>/{name}/", view, name=f"{name}-session")
        for name, view in SESSION.items()
    ),
    path(
        "certificates/",
        certificate.CertificateList.as_view(),
        name="list-certificates",
    ),
    path(
        "certificates/of/<employee_no:employee_no>/add/",
        certificate.add_certificate,
        name="add-certificate",
    ),
    path(
        "certificates/<int:key>/",
        certificate.view_certificate,
        name="view-certificate",
    ),
    path(
        "certificates/<int:key>/change/",
        certificate.change_certificate,
        name="change-certificate",
    ),
    path(
        "certificates/<int:key>/void/",
        certificate.void_certificate,
        name="void-certificate",
    ),
    path(
        "certificates/<int:key>/print/",
        certificate.print_certificate,
        name="print-certificate",
    ),
    path("mine/", training_file.view_own_file, name="view-own-file"),
    path(
        "people/<employee_no:employee_no>/",
        training_file.view_training_file,
        name="view-training-file",
    ),
    path(
        "people/<employee_no:employee_no>/print/",
        training_file.print_training_file,
        name="print-training-file",
    ),
    path("lacking/", LackingList.as_view(), name="list-lacking"),
    path("lacking/hours/", OwingList.as_view(), name="list-owing"),
    path("coverage/", coverage.view_coverage, name="view-coverage"),
    path("courses/", course.CourseList.as_view(), name="list-courses"),
    path("courses/add/", course.add_course, name="add-course"),
    path("courses/<int:key>/", course.view_course, name="view-course"),
    path("courses/<int:key>/change/", course.change_course, name="change-course"),
    path("courses/<int:key>/count/", course.count_course, name="count-course"),
    path("courses/<int:key>/withdraw/", course.withdraw_course, name="withdraw-course"),
    path(
        "courses/<int:key>/questions/",
        question.QuestionList.as_view(),
        name="list-questions",
    ),
    path(
        "courses/<int:key>/questions/add/", question.add_question, name="add-question"
    ),
    path(
        "questions/<int:key>/change/", question.change_question, name="change-question"
    ),
    path(
        "questions/<int:key>/withdraw/",
        question.withdraw_question,
        name="withdraw-question",
    ),
    path("courses/<int:key>/lessons/add/", lesson.add_lesson, name="add-lesson"),
    path("courses/<int:key>/exam/", exam.change_exam, name="change-exam"),
    path("lessons/<int:key>/change/", lesson.change_lesson, name="change-lesson"),
    path("lessons/<int:key>/withdraw/", lesson.withdraw_lesson, name="withdraw-lesson"),
    path(
        "lessons/<int:key>/files/<int:file>/remove/",
        lesson.remove_file,
        name="remove-lesson-file",
    ),
    path(
        "school-codes/<employee_no:employee_no>/give/",
        school_code.give_code,
        name="give-school-code",
    ),
    path("requirements/", requirement.list_requirements, name="list-requirements"),
    path("requirements/add/", requirement.add_requirement, name="add-requirement"),
    path(
        "requirements/<int:key>/withdraw/",
        requirement.withdraw_requirement,
        name="withdraw-requirement",
    ),
    path("hours/add/", requirement.add_hours, name="add-hours"),
    path("hours/<int:key>/", requirement.change_hours, name="change-hours"),
    path("validity/<int:key>/", requirement.change_validity, name="change-validity"),
    path("reminders/add/", requirement.add_reminder, name="add-reminder"),
    path("reminders/<int:key>/", requirement.change_reminder, name="change-reminder"),
]
