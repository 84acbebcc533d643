"""Addresses for readers without an account: a letter leads there."""

from django.urls import path

from safety.deliveries.views import outside

urlpatterns = [
    path("delivered/<slug:secret>/", outside.open_delivery, name="open-delivery"),
    path(
        "delivered/<slug:secret>/<int:key>/",
        outside.open_file,
        name="open-delivery-file",
    ),
]
