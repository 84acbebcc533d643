"""Every address of the site."""

from django.urls import include, path

from safety import offline, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("me/", views.me, name="me"),
    path("pick-unit/", views.pick_unit, name="pick-unit"),
    path("pick-period/", views.pick_period, name="pick-period"),
    path("language/", views.choose_language, name="choose-language"),
    path("theme/", views.choose_theme, name="choose-theme"),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("offline/", offline.view_queue, name="view-queue"),
    path("offline/pages/", offline.list_kept, name="list-kept"),
    path("offline/token/", offline.give_token, name="give-token"),
    path("offline/none/", offline.no_line, name="no-line"),
    path("accounts/", include("safety.accounts.entrance")),
    path("accounts/", include("safety.accounts.urls")),
    path("files/", include("safety.files.urls")),
    path("notices/", include("safety.notices.urls")),
    path("org/", include("safety.org.urls")),
    path("people/", include("safety.people.urls")),
    path("incidents/", include("safety.incidents.urls")),
    path("inspections/", include("inspections.urls")),
    path("", include("inspections.urls_outside")),
    path("training/", include("training.urls")),
    path("", include("training.urls_outside")),
    path("closing/", include("safety.closing.urls")),
    path("incentives/", include("safety.incentives.urls")),
    path("", include("safety.incentives.urls_outside")),
    path("indicators/", include("safety.indicators.urls")),
    path("records/", include("safety.records.urls")),
    path("reports/", include("safety.reports.urls")),
    path("deliveries/", include("safety.deliveries.urls")),
    path("", include("safety.deliveries.urls_outside")),
]

handler400 = "safety.views.bad_request"
handler403 = "safety.views.permission_denied"
handler404 = "safety.views.not_found"
handler500 = "safety.views.server_error"
