"""Addresses of the organisation."""

from django.urls import path, register_converter

from safety.org.converters import CodeConverter, DayConverter
from safety.org.views import calendar, places, units

register_converter(CodeConverter, "code")
register_converter(DayConverter, "day")

app_name = "org"
urlpatterns = [
    path("", units.list_units, name="list-units"),
    path("units/-/choose/", units.choose_unit, name="choose-unit"),
    path("units/<code:code>/", units.view_unit, name="view-unit"),
    path("units/<code:code>/add/", units.add_unit, name="add-unit"),
    path("units/<code:code>/change/", units.change_unit, name="change-unit"),
    path("units/<code:code>/move/", units.move_unit, name="move-unit"),
    path("places/", places.PlaceList.as_view(), name="list-places"),
    path("places/-/add/", places.add_place, name="add-place"),
    path("places/-/print/", places.print_places, name="print-places"),
    path("places/<slug:token>/", places.view_place, name="view-place"),
    path("places/<slug:token>/change/", places.change_place, name="change-place"),
    path("calendar/", calendar.list_calendar, name="list-calendar"),
    path("calendar/-/new/", calendar.add_calendar, name="add-calendar"),
    path("calendar/-/change/", calendar.change_calendar, name="change-calendar"),
    path("calendar/-/add/", calendar.add_day, name="add-day"),
    path("calendar/<day:day>/change/", calendar.change_day, name="change-day"),
    path("calendar/<day:day>/remove/", calendar.remove_day, name="remove-day"),
]
