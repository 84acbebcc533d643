"""Addresses for people without an account: short, for they become QR codes."""

from django.urls import path

from safety.incentives.views import printing, wallet

urlpatterns = [
    path("badge/<slug:secret>/", wallet.open_badge, name="open-badge"),
    path("card/<slug:secret>/", printing.open_card, name="open-card"),
]
