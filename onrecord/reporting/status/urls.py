"""The reporter's page."""

from django.urls import path

from onrecord.reporting.status import views

urlpatterns = [
    path("report/status/", views.status, name="report-status"),
    path("report/status/<str:look>/", views.look, name="report-look"),
]
