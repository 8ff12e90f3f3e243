from django.urls import path

from onrecord.contact import keep_views, views

urlpatterns = [
    path("logs/", views.log_list, name="logs"),
    path("logs/open/", keep_views.log_open, name="log-open"),
    path("logs/<int:log_id>/", views.log_page, name="log"),
    path("logs/<int:log_id>/command/", keep_views.log_command, name="log-command"),
    path("logs/<int:log_id>/keep/<slug:what>/", keep_views.log_keep, name="log-keep"),
]
