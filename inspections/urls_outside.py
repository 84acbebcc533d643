"""Addresses for people without an account: short, for they become QR codes."""

from django.urls import path

from inspections.views import public_report

urlpatterns = [
    path("report/<slug:token>/", public_report.report_publicly, name="report-publicly"),
    path("reported/<slug:secret>/", public_report.follow_report, name="follow-report"),
]
