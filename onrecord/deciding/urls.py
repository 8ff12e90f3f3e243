from django.urls import path

from onrecord.deciding import views, views_answer, views_decision, views_lists, views_review

urlpatterns = [
    path("decisions/", views_lists.decisions, name="decisions"),
    path("decisions/start/", views.start, name="decision-start"),
    path("decisions/<int:decision_id>/", views_decision.decision_page, name="decision"),
    path(
        "decisions/<int:decision_id>/questions/<int:number>/",
        views.question,
        name="decision-question",
    ),
    path("decisions/<int:decision_id>/more/", views.more, name="decision-more"),
    path("decisions/<int:decision_id>/facts/", views.facts, name="decision-facts"),
    path("decisions/<int:decision_id>/answer/", views_answer.result, name="decision-result"),
    path(
        "decisions/<int:decision_id>/otherwise/", views_answer.otherwise, name="decision-otherwise"
    ),
    path("decisions/<int:decision_id>/withdraw/", views.withdraw, name="decision-withdraw"),
    path("decisions/<int:decision_id>/review/", views_review.review, name="decision-review"),
    path("decisions/<int:decision_id>/ruling/", views_review.ruling, name="decision-ruling"),
    path("decisions/<int:decision_id>/correct/", views_review.correct, name="decision-correct"),
    path("logs/<int:log_id>/no-crime/", views_answer.no_crime, name="no-crime"),
    path("reviews/", views_lists.reviews, name="reviews"),
    path("desks/<slug:name>/", views_lists.desk, name="desk"),
]
