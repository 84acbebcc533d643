"""Addresses of files."""

from django.urls import path

from safety.files import views

app_name = "files"
urlpatterns = [
    path("", views.add_file, name="add-file"),
    path("<uuid:key>/", views.view_file, name="view-file"),
    path(
        "<uuid:key>/thumbnail/",
        views.view_file,
        {"is_small": True},
        name="view-thumbnail",
    ),
]
