"""Addresses of letters."""

from django.urls import path

from safety.notices import views
from safety.notices.lists import MessageList

app_name = "notices"
urlpatterns = [
    path("letters/", MessageList.as_view(), name="list-messages"),
    path("letters/<int:key>/", views.view_message, name="view-message"),
    path("letters/<int:key>/send/", views.send_again, name="send-message"),
]
