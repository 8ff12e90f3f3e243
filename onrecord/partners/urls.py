from django.urls import path

from onrecord.partners import bulk_views, keep_views, link_views, status_views, views

urlpatterns = [
    path("partners/", views.desk, name="partner-desk"),
    path("partners/refer/<slug:form_key>/", views.refer, name="partner-refer"),
    path("partners/referrals/<int:referral_id>/", views.referral, name="partner-referral"),
    path("partners/report/", status_views.status, name="partner-status"),
    path("partners/report/<str:look>/", status_views.look, name="partner-look"),
    path("partners/files/", bulk_views.bulk, name="partner-bulk"),
    path("partners/files/columns/", bulk_views.columns, name="partner-columns"),
    path("partners/files/template.csv", bulk_views.template, name="partner-template"),
    path("partners/files/<uuid:name>/", bulk_views.upload, name="partner-upload"),
    path("partners/files/<uuid:name>/rows.csv", bulk_views.upload_rows, name="partner-upload-rows"),
    path("partners/link/<str:secret>/", link_views.link, name="partner-link"),
    path("partners/organisations/", keep_views.partners, name="partners"),
    path("partners/organisations/new/", keep_views.partner_new, name="partner-new"),
    path("partners/organisations/<slug:key>/", keep_views.partner, name="partner"),
    path(
        "partners/organisations/<slug:key>/state/", keep_views.partner_state, name="partner-state"
    ),
    path(
        "partners/organisations/<slug:key>/people/",
        keep_views.partner_person,
        name="partner-person",
    ),
    path(
        "partners/organisations/<slug:key>/people/<str:username>/",
        keep_views.partner_member,
        name="partner-member",
    ),
    path(
        "partners/organisations/<slug:key>/links/",
        keep_views.partner_link_new,
        name="partner-link-new",
    ),
    path(
        "partners/organisations/<slug:key>/links/<int:link_id>/revoke/",
        keep_views.partner_link_revoke,
        name="partner-link-revoke",
    ),
]
