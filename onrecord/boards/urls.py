from django.urls import path, re_path

from onrecord.boards import hidden_views, pack_views, views

_AT = "improvement/meetings/"
urlpatterns = [
    path(_AT, views.boards, name="boards"),
    path(f"{_AT}bodies/new/", views.body_edit, name="body-new"),
    path(f"{_AT}bodies/<slug:slug>/", views.body, name="body"),
    path(f"{_AT}bodies/<slug:slug>/change/", views.body_edit, name="body-edit"),
    path(f"{_AT}bodies/<slug:slug>/call/", views.meeting_new, name="meeting-new"),
    path(f"{_AT}matters/<int:matter_id>/", views.matter, name="matter"),
    path(f"{_AT}matters/<int:matter_id>/<slug:what>/", views.matter_step, name="matter-step"),
    path(f"{_AT}lines/<int:line_id>/correct/", views.line_correct, name="line-correct"),
    path(f"{_AT}papers/<int:paper_id>/", views.paper_file, name="paper-file"),
    path(f"{_AT}papers/<int:paper_id>/withdraw/", views.paper_withdraw, name="paper-withdraw"),
    path(f"{_AT}<int:meeting_id>/", views.meeting, name="meeting"),
    path(f"{_AT}<int:meeting_id>/issue/", pack_views.pack_issue, name="pack-issue"),
    re_path(
        r"^improvement/meetings/(?P<meeting_id>\d{1,18})/minutes\.(?P<form>pdf|docx|odt|html)$",
        pack_views.minutes_file,
        name="minutes-file",
    ),
    path(f"{_AT}<int:meeting_id>/packs/<int:number>/", pack_views.pack, name="pack"),
    path(
        f"{_AT}<int:meeting_id>/packs/<int:number>/changes/",
        pack_views.pack_changes,
        name="pack-changes",
    ),
    re_path(
        r"^improvement/meetings/(?P<meeting_id>\d{1,18})/packs/(?P<number>\d{1,9})\.(?P<form>pdf|docx|odt|html)$",
        pack_views.pack_file,
        name="pack-file",
    ),
    path(f"{_AT}<int:meeting_id>/<slug:what>/", views.meeting_step, name="meeting-step"),
    path("improvement/hidden-crimes/", hidden_views.hidden_crimes, name="hidden-crimes"),
    path("improvement/hidden-crimes/views/new/", hidden_views.view_new, name="partner-view-new"),
    path(
        "improvement/hidden-crimes/views/<int:view_id>/withdraw/",
        hidden_views.view_withdraw,
        name="partner-view-withdraw",
    ),
]
