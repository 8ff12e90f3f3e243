from django.urls import path

from onrecord.improvement import inspections_views, recommendations_views

urlpatterns = [
    path("improvement/", recommendations_views.recommendations, name="recommendations"),
    path(
        "improvement/recommendations/<int:recommendation_id>/",
        recommendations_views.recommendation,
        name="recommendation",
    ),
    path(
        "improvement/recommendations/<int:recommendation_id>/confirm/",
        recommendations_views.recommendation_confirm,
        name="recommendation-confirm",
    ),
    path(
        "improvement/recommendations/<int:recommendation_id>/<slug:what>/",
        recommendations_views.recommendation_step,
        name="recommendation-step",
    ),
    path(
        "improvement/evidence/<int:evidence_id>/withdraw/",
        recommendations_views.evidence_withdraw,
        name="evidence-withdraw",
    ),
    path("improvement/inspections/", inspections_views.inspections, name="inspections"),
    path("improvement/inspections/new/", inspections_views.inspection_new, name="inspection-new"),
    path("improvement/inspections/<slug:ref>/", inspections_views.inspection, name="inspection"),
    path(
        "improvement/inspections/<slug:ref>/keep/<slug:what>/",
        inspections_views.inspection_keep,
        name="inspection-keep",
    ),
    path(
        "improvement/inspections/<slug:ref>/keep/<slug:what>/<int:number>/",
        inspections_views.inspection_keep,
        name="inspection-part",
    ),
]
