"""Every page of reporting on line; each part has its own list."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(name))
    for name in (
        "onrecord.reporting.urls_front",
        "onrecord.reporting.urls_files",
        "onrecord.reporting.urls_types",
        "onrecord.reporting.urls_after",
    )
    if find_spec(name)
]
