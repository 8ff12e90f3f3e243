"""Every page of the system: each app brings its own."""

from django.urls import include, path

from onrecord.web import ledger_pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("onrecord.people.urls")),
    path("", include("onrecord.contact.urls")),
    path("", include("onrecord.recording.urls")),
    path("", include("onrecord.exchange.urls")),
    path("", include("onrecord.screening.urls")),
    path("", include("onrecord.audit.urls")),
    path("", include("onrecord.training.urls")),
    path("", include("onrecord.calls.urls")),
    path("", include("onrecord.deciding.urls")),
    path("", include("onrecord.supervision.urls")),
    path("", include("onrecord.finding.urls")),
    path("", include("onrecord.measures.urls")),
    path("", include("onrecord.improvement.urls")),
    path("", include("onrecord.response.urls")),
    path("", include("onrecord.boards.urls")),
    path("", include("onrecord.reporting.urls")),
    path("", include("onrecord.public.urls")),
    path("", include("onrecord.partners.urls")),
    path("", include("onrecord.field.urls")),
    path("", include("onrecord.api.urls")),
    path("ledger/", ledger_pages.ledger, name="ledger"),
    path("ledger/download/", ledger_pages.download, name="ledger-download"),
]

handler400 = "onrecord.web.errors.bad_request"
handler403 = "onrecord.web.errors.permission_denied"
handler404 = "onrecord.web.errors.page_not_found"
handler500 = "onrecord.web.errors.server_error"
