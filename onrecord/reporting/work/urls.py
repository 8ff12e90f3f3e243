"""Pages of those who work on reports."""

from django.urls import path

from onrecord.reporting.work import confirm_views, views

urlpatterns = [
    path("reporting/<int:report_id>/", views.report, name="report-work"),
    path("reporting/<int:report_id>/confirm/", confirm_views.confirm, name="report-confirm"),
    path("reporting/<int:report_id>/<slug:what>/", views.step, name="report-step"),
    path(
        "reporting/messages/<int:message_id>/<slug:what>/",
        views.message_step,
        name="report-message-step",
    ),
]
