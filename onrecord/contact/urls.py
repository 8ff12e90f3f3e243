from django.urls import path

from onrecord.contact import views

urlpatterns = [
    path("logs/", views.log_list, name="logs"),
    path("logs/<int:log_id>/", views.log_page, name="log"),
]
