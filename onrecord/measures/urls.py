from django.urls import path, re_path

from onrecord.measures import alert_views, catalogue_views, views

urlpatterns = [
    path("measures/", catalogue_views.measure_list, name="measures"),
    path("measures/<slug:name>/", catalogue_views.measure_page, name="measure"),
    path("measures/<slug:name>/records/", catalogue_views.measure_records, name="measure-records"),
    path("figures/", views.figure_list, name="figures"),
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
    path("figures/<slug:name>/", views.figure, name="figure"),
    re_path(
        r"^figures/(?P<name>[a-z0-9-]{1,40})\.(?P<form>csv|json)$",
        views.figure_file,
        name="figure-file",
    ),
    path("figures/<slug:name>/without/<str:month>/", views.figure_without, name="figure-without"),
]
