"""Addresses of the pages on accounts. The way in is in `safety.accounts.entrance`."""

from django.urls import path, register_converter

from safety.accounts import saved, views
from safety.accounts.lists import UserList


class UsernameConverter:
    """What can be a user name; anything else is no address."""

    regex = r"\w[\w.@+-]{0,149}"

    def to_python(self, value: str) -> str:
        """The name as it is."""
        return value

    def to_url(self, value: str) -> str:
        """The name as it is."""
        return value


register_converter(UsernameConverter, "username")

app_name = "accounts"
urlpatterns = [
    path("users/", UserList.as_view(), name="list-users"),
    path("users/-/invite/", views.invite_user, name="invite-user"),
    path("users/<username:username>/", views.view_user, name="view-user"),
    path("users/<username:username>/change/", views.change_user, name="change-user"),
    path("users/<username:username>/leave/", views.leave_user, name="leave-user"),
    path("users/<username:username>/grant/", views.grant_role, name="grant-role"),
    path("users/<username:username>/invite/", views.invite_again, name="invite-again"),
    path(
        "users/<username:username>/second-factor/",
        views.reset_second_factor,
        name="reset-second-factor",
    ),
    path("views/", saved.list_views, name="list-views"),
    path("views/save/", saved.save_view, name="save-view"),
    path("views/<int:key>/forget/", saved.forget_view, name="forget-view"),
    path("grants/<int:key>/withdraw/", views.withdraw_grant, name="withdraw-grant"),
]
