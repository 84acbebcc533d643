"""Addresses of incidents."""

from django.urls import path

from safety.incidents import views

app_name = "incidents"
urlpatterns = [
    path("", views.IncidentList.as_view(), name="list-incidents"),
    path("add/", views.add_incident, name="add-incident"),
    path("<int:key>/", views.view_incident, name="view-incident"),
    path("<int:key>/change/", views.change_incident, name="change-incident"),
    path("<int:key>/void/", views.void_incident, name="void-incident"),
]
