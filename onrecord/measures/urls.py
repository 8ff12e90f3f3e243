from django.urls import path, re_path

from onrecord.measures import views

urlpatterns = [
    path("figures/", views.figure_list, name="figures"),
    path("figures/<slug:name>/", views.figure, name="figure"),
    re_path(
        r"^figures/(?P<name>[a-z0-9-]{1,40})\.(?P<form>csv|json)$",
        views.figure_file,
        name="figure-file",
    ),
    path("figures/<slug:name>/without/<str:month>/", views.figure_without, name="figure-without"),
]
