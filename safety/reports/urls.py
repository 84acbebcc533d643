"""Addresses of reports."""

from django.urls import path

from safety.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.list_reports, name="list-reports"),
    path("<slug:name>/", views.view_report, name="view-report"),
    path("<slug:name>/note/", views.write_note, name="write-note"),
    path("<slug:name>/<slug:form>/", views.download_report, name="download-report"),
]
