"""Addresses of letters and of the inbox."""

from django.urls import path

from safety.notices.lists import MessageList, RobotList
from safety.notices.views import inbox, letters, robots

app_name = "notices"
urlpatterns = [
    path("", inbox.view_inbox, name="view-inbox"),
    path("read/", inbox.read_inbox, name="read-inbox"),
    path("<int:key>/", inbox.view_notice, name="view-notice"),
    path("<int:key>/open/", inbox.open_notice, name="open-notice"),
    path("robots/", RobotList.as_view(), name="list-robots"),
    path("robots/add/", robots.add_robot, name="add-robot"),
    path("robots/<int:key>/", robots.change_robot, name="change-robot"),
    path("robots/<int:key>/try/", robots.try_robot, name="try-robot"),
    path("robots/<int:key>/again/", robots.say_again, name="say-again"),
    path("letters/", MessageList.as_view(), name="list-messages"),
    path("letters/<int:key>/", letters.view_message, name="view-message"),
    path("letters/<int:key>/send/", letters.send_again, name="send-message"),
]
