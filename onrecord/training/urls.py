from django.urls import path

from onrecord.training import card_views, views

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
]
