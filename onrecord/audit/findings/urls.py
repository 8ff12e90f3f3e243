from django.urls import path

from onrecord.audit.findings import views

urlpatterns = [
    path("findings/", views.finding_list, name="findings"),
    path("findings/repeats/", views.finding_repeats, name="finding-repeats"),
    path("findings/<int:finding_id>/", views.finding_page, name="finding"),
    path("findings/<int:finding_id>/accept/", views.finding_accept, name="finding-accept"),
    path("findings/<int:finding_id>/dispute/", views.finding_dispute, name="finding-dispute"),
    path("findings/<int:finding_id>/give/", views.finding_pass_on, name="finding-pass-on"),
    path("findings/<int:finding_id>/correct/", views.finding_correct, name="finding-correct"),
    path("findings/<int:finding_id>/decide/", views.finding_decide, name="finding-decide"),
    path("audits/<int:audit_id>/findings/", views.audit_findings, name="audit-findings"),
]
