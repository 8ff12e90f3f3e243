from django.urls import path, re_path

from onrecord.audit.report import views

urlpatterns = [
    path("audits/<int:audit_id>/report/", views.report, name="audit-report"),
    re_path(
        r"^audits/(?P<audit_id>\d{1,18})/report\.(?P<form>json|xlsx|pdf)$",
        views.report_file,
        name="audit-report-file",
    ),
    path("audits/recompute_rate.py", views.recompute, name="audit-recompute"),
    path("audits/redraw_sample.py", views.redraw, name="audit-redraw"),
]
