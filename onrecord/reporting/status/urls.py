"""The reporter's page."""

from django.urls import path

from onrecord.reporting.status import views

urlpatterns = [path("report/status/", views.status, name="report-status")]
