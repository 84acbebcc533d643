"""Addresses of training sessions."""

from django.urls import path

from training.lists import SessionList
from training.views import sessions

SESSION = {
    "change": sessions.change_session,
    "void": sessions.void_session,
}

app_name = "training"
urlpatterns = [
    path("", SessionList.as_view(), name="list-sessions"),
    path("sessions/add/", sessions.add_session, name="add-session"),
    path("sessions/<int:key>/", sessions.view_session, name="view-session"),
    *(
        path(f"sessions/<int:key>/{name}/", view, name=f"{name}-session")
        for name, view in SESSION.items()
    ),
]
