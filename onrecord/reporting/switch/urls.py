"""The registrar's page that opens and closes reporting on line."""

from django.urls import path

from onrecord.reporting.switch import views

urlpatterns = [path("reporting/", views.reporting, name="reporting")]
