"""Addresses of the report itself."""

from django.urls import path

from onrecord.reporting.front import coming_views, question_views, sending_views

urlpatterns = [
    path("report/", coming_views.start, name="report-start"),
    path("report/back/", coming_views.back, name="report-back"),
    path("report/leave/", coming_views.leave, name="report-leave-now"),
    path("report/leave/<str:token>/", coming_views.leave, name="report-leave"),
    path("report/w/<str:token>/check/", sending_views.check, name="report-check"),
    path("report/w/<str:token>/sent/", sending_views.sent, name="report-sent"),
    path("report/w/<str:token>/save/", coming_views.save, name="report-save"),
    path("report/w/<str:token>/<str:step>/stop/", question_views.stop, name="report-stop"),
    path("report/w/<str:token>/<str:step>/", question_views.question, name="report-question"),
]
