"""Addresses of schedules and of the archive."""

from django.urls import path

from safety.deliveries.lists import DeliveryList, ScheduleList
from safety.deliveries.views import archive, schedules

app_name = "deliveries"
urlpatterns = [
    path("", DeliveryList.as_view(), name="list-deliveries"),
    path("<int:key>/", archive.view_delivery, name="view-delivery"),
    path("<int:key>/send/", archive.send_again, name="send-again"),
    path("<int:key>/confirm/", archive.confirm, name="confirm-delivery"),
    path("schedules/", ScheduleList.as_view(), name="list-schedules"),
    path("schedules/add/", schedules.add_schedule, name="add-schedule"),
    path("schedules/<int:key>/", schedules.view_schedule, name="view-schedule"),
    path(
        "schedules/<int:key>/change/",
        schedules.change_schedule,
        name="change-schedule",
    ),
    path(
        "schedules/<int:key>/readers/add/",
        schedules.add_recipient,
        name="add-recipient",
    ),
    path("readers/<int:key>/end/", schedules.end_recipient, name="end-recipient"),
]
