from django.urls import path, re_path

from onrecord.audit import views
from onrecord.audit.estimate import comparing
from onrecord.audit.estimate import views as estimate_views
from onrecord.audit.findings.urls import urlpatterns as findings
from onrecord.audit.programmes import views as programme_views
from onrecord.audit.reading import given
from onrecord.audit.reading import views as reading_views
from onrecord.audit.report.urls import urlpatterns as reports
from onrecord.audit.schedule.urls import urlpatterns as schedule
from onrecord.audit.stopping import views as stop_views

urlpatterns = [
    path("audits/", views.audit_list, name="audits"),
    path("audits/given/", given.given, name="audit-given"),
    path("audits/compare/", comparing.audit_compare, name="audit-compare"),
    path("audits/new/", views.audit_new, name="audit-new"),
    path("audits/programmes/", programme_views.programmes, name="programmes"),
    path("audits/programmes/new/", programme_views.programme_new, name="programme-new"),
    path("audits/programmes/<slug:slug>/", programme_views.programme, name="programme"),
    path(
        "audits/programmes/<slug:slug>/edit/", programme_views.programme_edit, name="programme-edit"
    ),
    path("audits/<int:audit_id>/", views.audit_page, name="audit"),
    path("audits/<int:audit_id>/readers/", views.audit_readers, name="audit-readers"),
    path("audits/<int:audit_id>/test/", stop_views.audit_test, name="audit-test"),
    path("audits/<int:audit_id>/logs/<int:position>/", reading_views.reading, name="audit-reading"),
    re_path(
        r"^audits/(?P<audit_id>\d{1,18})/sample\.(?P<form>csv|xlsx)$",
        views.sheet_download,
        name="audit-sheet",
    ),
    path("audits/<int:audit_id>/sheet/", views.sheet_upload, name="audit-sheet-upload"),
    path(
        "audits/<int:audit_id>/sheet/refused.csv", views.sheet_refused, name="audit-sheet-refused"
    ),
    path("audits/<int:audit_id>/estimate/", estimate_views.estimate, name="audit-estimate"),
    path(
        "audits/<int:audit_id>/estimate.json",
        estimate_views.estimate_json,
        name="audit-estimate-json",
    ),
    *findings,
    *schedule,
    *reports,
]
