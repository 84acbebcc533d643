"""Addresses for people without an account: short, for they become QR codes."""

from django.urls import path

from training.views import certificate, signing

urlpatterns = [
    path("sign-in/<slug:secret>/", signing.sign_in, name="sign-in"),
    path("signed-in/<slug:secret>/", signing.signed_in, name="signed-in"),
    path(
        "certificate/<slug:secret>/",
        certificate.verify_certificate,
        name="verify-certificate",
    ),
]
