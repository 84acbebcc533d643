"""Addresses for people without an account: short, for they become QR codes."""

from django.urls import path

from safety.incentives.views import wallet

urlpatterns = [
    path("badge/<slug:secret>/", wallet.open_badge, name="open-badge"),
]
