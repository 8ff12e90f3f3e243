from django.urls import path

from onrecord.field import views

urlpatterns = [
    path("field/", views.app, name="field"),
    path("field/sw.js", views.worker, name="field-worker"),
    path("field/rules.json", views.rules, name="field-rules"),
    path("field/manifest.webmanifest", views.manifest, name="field-manifest"),
    path("field/session/", views.session, name="field-session"),
    path("field/send/", views.send, name="field-send"),
    path("field/attach/", views.attachment_new, name="field-attach"),
    path("field/files/<str:origin>/", views.attachment, name="field-file"),
    path("field/paper/", views.paper, name="field-paper"),
    path("field/paper/enter/", views.paper_enter, name="field-paper-enter"),
]
