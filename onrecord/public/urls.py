from django.urls import path, re_path

from onrecord.public import views

urlpatterns = [
    path("proof/", views.public, name="public"),
    path("proof/manage/", views.manage, name="public-manage"),
    path("proof/switch/", views.public_switch, name="public-switch"),
    path("proof/<int:number>/", views.public, name="public-edition"),
    path(
        "proof/<int:number>/recommendations.csv",
        views.public_recommendations,
        name="public-recommendations",
    ),
    re_path(
        r"^proof/(?P<number>\d{1,9})\.(?P<form>csv|json)$", views.public_file, name="public-file"
    ),
]
