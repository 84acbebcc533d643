"""Addresses of inspections and hazards."""

from django.urls import path

from inspections import views
from inspections.lists import HazardList, InspectionList

app_name = "inspections"
urlpatterns = [
    path("", InspectionList.as_view(), name="list-inspections"),
    path("<int:key>/", views.view_inspection, name="view-inspection"),
    path("hazards/", HazardList.as_view(), name="list-hazards"),
    path("hazards/<int:key>/", views.view_hazard, name="view-hazard"),
]
