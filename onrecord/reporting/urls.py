"""Every page of reporting on line."""

from django.urls import include, path

urlpatterns = [path("", include("onrecord.reporting.urls_files"))]
