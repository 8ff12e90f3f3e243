from django.urls import path

from onrecord.partners import views, views_bulk, views_keep, views_link, views_status

urlpatterns = [
    path("partners/", views.desk, name="partner-desk"),
    path("partners/refer/<slug:form_key>/", views.refer, name="partner-refer"),
    path("partners/referrals/<int:referral_id>/", views.referral, name="partner-referral"),
    path("partners/report/", views_status.status, name="partner-status"),
    path("partners/report/<str:look>/", views_status.look, name="partner-look"),
    path("partners/files/", views_bulk.bulk, name="partner-bulk"),
    path("partners/files/columns/", views_bulk.columns, name="partner-columns"),
    path("partners/files/template.csv", views_bulk.template, name="partner-template"),
    path("partners/files/<uuid:name>/", views_bulk.upload, name="partner-upload"),
    path("partners/files/<uuid:name>/rows.csv", views_bulk.upload_rows, name="partner-upload-rows"),
    path("partners/link/<str:secret>/", views_link.link, name="partner-link"),
    path("partners/organisations/", views_keep.partners, name="partners"),
    path("partners/organisations/new/", views_keep.partner_new, name="partner-new"),
    path("partners/organisations/<slug:key>/", views_keep.partner, name="partner"),
    path(
        "partners/organisations/<slug:key>/state/", views_keep.partner_state, name="partner-state"
    ),
    path(
        "partners/organisations/<slug:key>/people/",
        views_keep.partner_person,
        name="partner-person",
    ),
    path(
        "partners/organisations/<slug:key>/people/<str:username>/",
        views_keep.partner_member,
        name="partner-member",
    ),
    path(
        "partners/organisations/<slug:key>/links/",
        views_keep.partner_link_new,
        name="partner-link-new",
    ),
    path(
        "partners/organisations/<slug:key>/links/<int:link_id>/revoke/",
        views_keep.partner_link_revoke,
        name="partner-link-revoke",
    ),
]
