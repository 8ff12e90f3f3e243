from django.urls import path, re_path

from onrecord.measures.alerts import views as alert_views
from onrecord.measures.by_month import views as month_views
from onrecord.measures.figures import views as measure_views
from onrecord.measures.what_if import views as what_if_views

urlpatterns = [
    path("measures/", measure_views.measure_list, name="measures"),
    # Before the measures: none may bear this name.
    path("measures/what-if/", what_if_views.what_if, name="what-if"),
    path("measures/<slug:name>/", measure_views.measure_page, name="measure"),
    path("measures/<slug:name>/records/", measure_views.measure_records, name="measure-records"),
    path("figures/", month_views.figure_list, name="figures"),
    # Before the figures: no measure may bear these names.
    path("figures/alerts/", alert_views.alerts, name="alerts"),
    path("figures/alerts/new/", alert_views.alert_rule_new, name="alert-rule-new"),
    path("figures/alerts/queue/", alert_views.alert_queue, name="alert-queue"),
    path(
        "figures/alerts/queue/<int:message_id>/again/", alert_views.alert_again, name="alert-again"
    ),
    path("figures/alerts/programs/", alert_views.hooks, name="hooks"),
    path("figures/alerts/programs/<int:hook_id>/stop/", alert_views.hook_stop, name="hook-stop"),
    path("figures/alerts/<int:rule_id>/", alert_views.alert_rule, name="alert-rule"),
    path("figures/<slug:name>/", month_views.figure, name="figure"),
    re_path(
        r"^figures/(?P<name>[a-z0-9-]{1,40})\.(?P<form>csv|json)$",
        month_views.figure_file,
        name="figure-file",
    ),
    path(
        "figures/<slug:name>/without/<str:month>/",
        month_views.figure_without,
        name="figure-without",
    ),
]
