from django.urls import path

from onrecord.training import card_views, message_views, views

urlpatterns = [
    path("training/", views.training, name="training"),
    path("training/people/", views.training_department, name="training-department"),
    path("training/done/<int:done_id>/withdraw/", views.done_withdraw, name="done-withdraw"),
    path("training/courses/", views.course_list, name="courses"),
    path("training/courses/new/", views.course_edit, name="course-new"),
    path("training/courses/<slug:slug>/", views.course_edit, name="course"),
    path("training/files/", views.file_new, name="training-file-new"),
    path("training/files/<int:run_id>/", views.file_page, name="training-file"),
    path("training/cards/", card_views.cards, name="cards"),
    path("training/cards/<int:answer_id>/", card_views.card_answer, name="card-answer"),
    path("training/results/", card_views.card_results, name="card-results"),
    path("training/aims/", card_views.training_aims, name="training-aims"),
    path("messages/", message_views.message_list, name="messages"),
    path("messages/new/", message_views.message_new, name="message-new"),
    path("messages/<int:message_id>/", message_views.message_page, name="message"),
    path("messages/<int:message_id>/screen/", message_views.message_screen, name="message-screen"),
    path(
        "messages/<int:message_id>/lock-<int:width>x<int:height>.png",
        message_views.message_image,
        name="message-image",
    ),
    path(
        "messages/<int:message_id>/poster-<str:paper>.pdf",
        message_views.message_poster,
        name="message-poster",
    ),
    path(
        "messages/<int:message_id>/briefing.txt",
        message_views.message_briefing,
        name="message-briefing",
    ),
    path("messages/<int:message_id>/campaign/", message_views.campaign_new, name="campaign-new"),
    path("campaigns/<int:campaign_id>/", message_views.campaign_page, name="campaign"),
]
