"""Every page of reporting on line; each part has its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("onrecord.reporting.urls_front")),
    path("", include("onrecord.reporting.urls_files")),
    path("", include("onrecord.reporting.urls_types")),
    path("", include("onrecord.reporting.urls_after")),
]
