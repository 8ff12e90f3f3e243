"""The registrar's pages of types of report."""

from django.urls import path

from onrecord.reporting.editing import preview, views

urlpatterns = [
    path("reporting/types/", views.types_list, name="report-types"),
    path("reporting/types/new/", views.type_new, name="report-type-new"),
    path("reporting/types/try/", preview.type_try, name="report-type-try"),
    path("reporting/types/<slug:key>/", views.type_page, name="report-type"),
    path("reporting/types/<slug:key>/edit/", views.type_edit, name="report-type-edit"),
    path("reporting/types/<slug:key>/compare/", views.type_compare, name="report-type-compare"),
    path("reporting/types/<slug:key>/open/", views.type_open, name="report-type-open"),
    path("reporting/types/<slug:key>/back/", views.type_back, name="report-type-back"),
]  # fmt: skip
