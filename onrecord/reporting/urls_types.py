"""The registrar's pages of types of report."""

from django.urls import path

from onrecord.reporting import types_preview, types_views

urlpatterns = [
    path("reporting/types/", types_views.types_list, name="report-types"),
    path("reporting/types/new/", types_views.type_new, name="report-type-new"),
    path("reporting/types/try/", types_preview.type_try, name="report-type-try"),
    path("reporting/types/<slug:key>/", types_views.type_page, name="report-type"),
    path("reporting/types/<slug:key>/edit/", types_views.type_edit, name="report-type-edit"),
    path("reporting/types/<slug:key>/compare/", types_views.type_compare, name="report-type-compare"),
    path("reporting/types/<slug:key>/open/", types_views.type_open, name="report-type-open"),
    path("reporting/types/<slug:key>/back/", types_views.type_back, name="report-type-back"),
]  # fmt: skip
