from django.urls import path

from onrecord.finding import views

urlpatterns = [path("find/", views.find_page, name="find")]
