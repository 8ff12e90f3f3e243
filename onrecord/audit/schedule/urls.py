from django.urls import path

from onrecord.audit.schedule import views

urlpatterns = [
    path("audits/schedule/", views.schedule, name="audit-schedule"),
    path("audits/schedule/mark/", views.schedule_mark, name="audit-schedule-mark"),
    path("audits/schedule/reason/", views.schedule_reason, name="audit-schedule-reason"),
    path("audits/schedule/hours/", views.schedule_hours, name="audit-schedule-hours"),
]
