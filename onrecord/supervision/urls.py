from django.urls import path

from onrecord.supervision.day import views as day_views
from onrecord.supervision.departments import views as departments_views
from onrecord.supervision.lists import authority_views
from onrecord.supervision.lists import views as lists_views
from onrecord.supervision.reviews import views as reviews_views

urlpatterns = [
    path("my-day/", day_views.day, name="my-day"),
    path("my-day/shift/", day_views.shift, name="shift"),
    path("my-day/hand-over/", day_views.hand_over, name="hand-over"),
    path("my-day/hand-over/<int:handover_id>/", day_views.handover, name="handover"),
    path("my-day/absences/", day_views.absences, name="absences"),
    path("my-day/absences/<int:absence_id>/end/", day_views.absence_end, name="absence-end"),
    path("my-day/nobodys/", day_views.nobody, name="nobodys"),
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
    path("dip-samples/", reviews_views.team_samples, name="team-samples"),
    path("dip-samples/<int:number>/", reviews_views.team_sample, name="team-sample"),
    path(
        "dip-samples/<int:number>/<int:position>/", reviews_views.sample_check, name="sample-check"
    ),
    path("feedback/", reviews_views.feedback_list, name="feedback-list"),
    path("feedback/<int:feedback_id>/", reviews_views.feedback, name="feedback"),
    path("feedback/on/<int:decision_id>/", reviews_views.feedback_new, name="feedback-new"),
    path("looks/<slug:kind>/<int:target>/", reviews_views.look, name="look"),
]
