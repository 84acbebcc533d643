"""Addresses of files in and out."""

from django.urls import path

from safety.records import register, views
from safety.records.lists import LoadList

app_name = "records"
load = "loads/<int:key>/"
urlpatterns = [
    path("", LoadList.as_view(), name="list-loads"),
    path("loads/-/add/", views.add_load, name="add-load"),
    path(load, views.view_load, name="view-load"),
    path(f"{load}watch/", views.watch_load, name="watch-load"),
    path(f"{load}check/", views.check_load, name="check-load"),
    path(f"{load}apply/", views.apply_load, name="apply-load"),
    path(f"{load}undo/", views.undo_load, name="undo-load"),
    path(f"{load}download/<str:which>/", views.download_load, name="download-load"),
    path("kinds/", views.list_kinds, name="list-kinds"),
    path("kinds/<slug:name>/", views.view_kind, name="view-kind"),
    path("kinds/<slug:kind>/<int:key>/", register.view_record, name="view-record"),
    path(
        "kinds/<slug:name>/template.<str:suffix>",
        views.download_template,
        name="download-template",
    ),
]
