from django.urls import path

from onrecord.recording import views

urlpatterns = [
    path("crimes/", views.crime_list, name="crimes"),
    path("crimes/unlinked/", views.unlinked, name="unlinked"),
    path("crimes/<int:crime_id>/", views.crime_page, name="crime"),
]
