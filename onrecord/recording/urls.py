from django.urls import path

from onrecord.recording import crime_views, incident_views, views

urlpatterns = [
    path("crimes/", views.crime_list, name="crimes"),
    path("crimes/unlinked/", views.unlinked, name="unlinked"),
    path("crimes/receive/", crime_views.crime_receive, name="crime-receive"),
    path("crimes/<int:crime_id>/", crime_views.crime_page, name="crime"),
    path("crimes/<int:crime_id>/<slug:step>/", crime_views.crime_step, name="crime-step"),
    path("incidents/", incident_views.incident_list, name="incidents"),
    path("incidents/new/", incident_views.incident_new, name="incident-new"),
    path("incidents/<int:incident_id>/", incident_views.incident_page, name="incident"),
    path(
        "incidents/<int:incident_id>/<slug:step>/",
        incident_views.incident_step,
        name="incident-step",
    ),
]
