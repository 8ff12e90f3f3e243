"""Every page of reporting on line; each part has its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("onrecord.reporting.front.urls")),
    path("", include("onrecord.reporting.status.urls")),
    path("", include("onrecord.reporting.switch.urls")),
    path("", include("onrecord.reporting.files.urls")),
    path("", include("onrecord.reporting.editing.urls")),
    path("", include("onrecord.reporting.work.urls")),
]
