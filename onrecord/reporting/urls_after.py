"""Pages of what happens after a report was sent: for those who work on it, and for the reporter."""

from django.urls import path

from onrecord.reporting import confirm_views, status_views, work_views

urlpatterns = [
    path("report/status/", status_views.status, name="report-status"),
    path("reporting/<int:report_id>/", work_views.report, name="report-work"),
    path("reporting/<int:report_id>/confirm/", confirm_views.confirm, name="report-confirm"),
    path("reporting/<int:report_id>/<slug:what>/", work_views.step, name="report-step"),
    path(
        "reporting/messages/<int:message_id>/<slug:what>/",
        work_views.message_step,
        name="report-message-step",
    ),
]
