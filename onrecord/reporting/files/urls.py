"""Addresses of the files that came with reports; for staff."""

from django.urls import path

from onrecord.reporting.files import views

urlpatterns = [
    path("reporting/files/<str:origin>/", views.report_file, name="report-file"),
    path(
        "reporting/files/<str:origin>/picture/",
        views.report_file_picture,
        name="report-file-picture",
    ),
    path("reporting/files/<str:origin>/copy/", views.report_file_copy, name="report-file-copy"),
]
