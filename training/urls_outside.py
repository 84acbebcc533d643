"""Addresses for people without an account: short, for they become QR codes."""

from django.urls import path

from training.views import certificate, exam, school, signing

urlpatterns = [
    path("sign-in/<slug:secret>/", signing.sign_in, name="sign-in"),
    path("school/", school.school_home, name="school"),
    path("school/sign-in/", school.sign_in, name="school-sign-in"),
    path("school/sign-out/", school.sign_out, name="school-sign-out"),
    path("school/courses/<int:key>/", school.school_course, name="school-course"),
    path("school/courses/<int:key>/begin/", school.begin_course, name="begin-course"),
    path("school/lessons/<int:key>/", school.school_lesson, name="school-lesson"),
    path("school/lessons/<int:key>/beat/", school.beat_lesson, name="beat-lesson"),
    path(
        "school/lessons/<int:key>/finish/", school.finish_lesson, name="finish-lesson"
    ),
    path("school/files/<uuid:key>/", school.school_file, name="school-file"),
    path("school/courses/<int:key>/exam/", exam.begin_exam, name="begin-exam"),
    path("school/exams/<int:key>/", exam.school_exam, name="school-exam"),
    path(
        "school/exams/<int:key>/answers/<int:place>/",
        exam.answer_exam,
        name="answer-exam",
    ),
    path("school/exams/<int:key>/hand-in/", exam.hand_in_exam, name="hand-in-exam"),
    path("signed-in/<slug:secret>/", signing.signed_in, name="signed-in"),
    path(
        "certificate/<slug:secret>/",
        certificate.verify_certificate,
        name="verify-certificate",
    ),
]
