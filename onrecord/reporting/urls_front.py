"""Addresses of the report itself, and of the registrar's page that opens and closes it."""

from django.urls import path

from onrecord.reporting import front_views as views
from onrecord.reporting import switch_views

urlpatterns = [
    path("report/", views.start, name="report-start"),
    path("report/back/", views.back, name="report-back"),
    path("report/leave/", views.leave, name="report-leave-now"),
    path("report/leave/<str:token>/", views.leave, name="report-leave"),
    path("report/w/<str:token>/check/", views.check, name="report-check"),
    path("report/w/<str:token>/sent/", views.sent, name="report-sent"),
    path("report/w/<str:token>/save/", views.save, name="report-save"),
    path("report/w/<str:token>/<str:step>/stop/", views.stop, name="report-stop"),
    path("report/w/<str:token>/<str:step>/", views.question, name="report-question"),
    path("reporting/", switch_views.reporting, name="reporting"),
]
