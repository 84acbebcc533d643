"""Addresses for people without an account: short, for they become QR codes."""

from django.urls import path

from inspections.views import links, public_report

urlpatterns = [
    path("report/<slug:token>/", public_report.report_publicly, name="report-publicly"),
    path("to-fix/<slug:secret>/", links.fix_by_link, name="fix-by-link"),
    path(
        "to-fix/<slug:secret>/photos/<uuid:key>/",
        links.view_photo,
        name="photo-by-link",
    ),
    path("reported/<slug:secret>/", public_report.follow_report, name="follow-report"),
]
