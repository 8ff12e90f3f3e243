from django.urls import path

from onrecord.people import address_views, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("password/", views.own_password, name="password"),
    path("address/", address_views.own_address, name="own-address"),
    path("addresses/", address_views.address_list, name="addresses"),
    path("addresses/<str:username>/", address_views.address, name="address"),
    path("roles/", views.roles, name="roles"),
    path("people/", views.people_list, name="people"),
    path("people/add/", views.person_add, name="person-add"),
    path("people/person/<str:username>/", views.person_page, name="person"),
    path("people/person/<str:username>/active/", views.person_active, name="person-active"),
    path(
        "people/person/<str:username>/qualifications/",
        views.person_qualifications,
        name="person-qualifications",
    ),
    path("people/person/<str:username>/password/", views.person_password, name="person-password"),
    path("reads/", views.reads_list, name="reads"),
]
