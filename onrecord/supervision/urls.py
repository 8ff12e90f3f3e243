from django.urls import path

from onrecord.supervision import authority_views, departments_views, lists_views

urlpatterns = [
    path("worklists/", lists_views.worklists, name="worklists"),
    path("worklists/new/", lists_views.worklist_new, name="worklist-new"),
    path("worklists/<slug:slug>/", lists_views.worklist, name="worklist"),
    path("worklists/<slug:slug>/edit/", lists_views.worklist_edit, name="worklist-edit"),
    path("worklists/<slug:slug>/do/", lists_views.worklist_bulk, name="worklist-bulk"),
    path(
        "authority/<int:crime_id>/",
        authority_views.authority_request,
        name="authority-request",
    ),
    path("departments/", departments_views.departments, name="departments"),
    path("departments/list/", departments_views.departments_list, name="departments-list"),
    path(
        "departments/change/<slug:what>/", departments_views.department_keep, name="department-keep"
    ),
    path(
        "departments/people/<path:name>/",
        departments_views.department_members,
        name="department-members",
    ),
]
