"""The registrar's pages that open and close reporting on line, and of what must be checked before."""

from django.urls import path

from onrecord.reporting.switch import checks_views, views

urlpatterns = [
    path("reporting/", views.reporting, name="reporting"),
    path("reporting/services/", checks_views.services, name="report-services"),
    path("reporting/welsh/", checks_views.welsh, name="report-welsh"),
]
