from django.urls import path

from onrecord.calls import erasing_views, views

urlpatterns = [
    path("logs/<int:log_id>/recordings/new/", views.recording_new, name="recording-new"),
    path("recordings/<int:recording_id>/", views.recording_page, name="recording"),
    path("recordings/<int:recording_id>/sound/", views.recording_sound, name="recording-sound"),
    path("recordings/<int:recording_id>/copy/", views.recording_copy, name="recording-copy"),
    path(
        "recordings/<int:recording_id>/erase/",
        erasing_views.recording_erase,
        name="recording-erase",
    ),
    path("recordings/<int:recording_id>/marks/", views.mark_new, name="mark-new"),
    path("recordings/<int:recording_id>/transcript/", views.transcript_new, name="transcript-new"),
    path(
        "recordings/<int:recording_id>/marks/<int:mark_id>/withdraw/",
        views.mark_withdraw,
        name="mark-withdraw",
    ),
]
