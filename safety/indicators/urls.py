"""Addresses of numbers."""

from django.urls import path

from safety.indicators import views
from safety.indicators.overview import views as overview

app_name = "indicators"
urlpatterns = [
    path("", views.list_indicators, name="list-indicators"),
    path("league/", overview.view_league, name="view-league"),
    path("league/weights/", overview.set_weights, name="set-weights"),
    path("overview/<str:panel>/", overview.export_panel, name="export-panel"),
    path("targets/", views.list_targets, name="list-targets"),
    path("targets/<str:code>/", views.set_target, name="set-target"),
    path("<str:code>/", views.view_indicator, name="view-indicator"),
    path("<str:code>/records/", views.list_records, name="list-records"),
]
