from django.urls import path

from onrecord.improvement.barriers import views as barriers_views
from onrecord.improvement.inspections import views as inspections_views
from onrecord.improvement.lists import views as lists_views
from onrecord.improvement.plans import plan_actions_views
from onrecord.improvement.plans import views as plans_views
from onrecord.improvement.recommendations import views as recommendations_views

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
    path("improvement/plans/", plans_views.plans, name="plans"),
    path("improvement/plans/new/", plans_views.plan_new, name="plan-new"),
    path("improvement/plans/<slug:slug>/", plans_views.plan, name="plan"),
    path(
        "improvement/plans/<slug:slug>/keep/<slug:what>/", plans_views.plan_keep, name="plan-keep"
    ),
    path(
        "improvement/plans/<slug:slug>/versions/<int:number>/",
        plans_views.plan_version,
        name="plan-version",
    ),
    path(
        "improvement/actions/<int:action_id>/", plan_actions_views.plan_action, name="plan-action"
    ),
    path(
        "improvement/actions/<int:action_id>/<slug:what>/",
        plan_actions_views.plan_action_step,
        name="plan-action-step",
    ),
    path("improvement/benefits/", plans_views.benefits, name="benefits"),
    path(
        "improvement/benefits/<int:benefit_id>/change/",
        plans_views.benefit_change,
        name="benefit-change",
    ),
    path(
        "improvement/benefits/<int:benefit_id>/", plans_views.benefit_result, name="benefit-result"
    ),
    path("improvement/barriers/", barriers_views.barriers, name="barriers"),
    path("improvement/barriers/<slug:what>/", barriers_views.barrier_keep, name="barrier-keep"),
    path(
        "improvement/barriers/<slug:what>/<int:number>/",
        barriers_views.barrier_keep,
        name="barrier-part",
    ),
    path(
        "improvement/inspections/<slug:ref>/import/",
        lists_views.inspection_import,
        name="inspection-import",
    ),
    path("improvement/plans/<slug:slug>/import/", lists_views.plan_import, name="plan-import"),
    path(
        "improvement/recommendations.<slug:form>",
        lists_views.recommendations_file,
        name="recommendations-file",
    ),
    path("improvement/plans/<slug:slug>/plan.<slug:form>", lists_views.plan_file, name="plan-file"),
]
