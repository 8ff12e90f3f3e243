from django.urls import path

from onrecord.deciding import answer_views, decision_views, list_views, review_views, views

urlpatterns = [
    path("decisions/", list_views.decisions, name="decisions"),
    path("decisions/start/", views.start, name="decision-start"),
    path("decisions/<int:decision_id>/", decision_views.decision_page, name="decision"),
    path(
        "decisions/<int:decision_id>/questions/<int:number>/",
        views.question,
        name="decision-question",
    ),
    path("decisions/<int:decision_id>/more/", views.more, name="decision-more"),
    path("decisions/<int:decision_id>/facts/", views.facts, name="decision-facts"),
    path("decisions/<int:decision_id>/answer/", answer_views.result, name="decision-result"),
    path(
        "decisions/<int:decision_id>/otherwise/", answer_views.otherwise, name="decision-otherwise"
    ),
    path("decisions/<int:decision_id>/withdraw/", views.withdraw, name="decision-withdraw"),
    path("decisions/<int:decision_id>/review/", review_views.review, name="decision-review"),
    path("decisions/<int:decision_id>/ruling/", review_views.ruling, name="decision-ruling"),
    path("decisions/<int:decision_id>/correct/", review_views.correct, name="decision-correct"),
    path("logs/<int:log_id>/no-crime/", answer_views.no_crime, name="no-crime"),
    path("reviews/", list_views.reviews, name="reviews"),
    path("desks/<slug:name>/", list_views.desk, name="desk"),
]
