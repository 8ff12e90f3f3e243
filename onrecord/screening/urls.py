from django.urls import path

from onrecord.screening import views

urlpatterns = [
    path("suspects/", views.suspect_list, name="suspects"),
    path("suspects/suspects.csv", views.suspects_file, name="suspects-file"),
]
