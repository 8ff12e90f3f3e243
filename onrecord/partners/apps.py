from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "onrecord.partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.deciding import suggesting
        from onrecord.ledger.records import RecordSource, register
        from onrecord.partners import content as c
        from onrecord.partners import models as m
        from onrecord.partners.editing import FORMS_OF_PARTNERS
        from onrecord.partners.queries import (
            asked_of,
            capacity_of,
            names_with_organisation,
            sender_of,
        )
        from onrecord.people import names
        from onrecord.reporting.editing import families
        from onrecord.reporting.work import showing

        for name, kinds, model, subject, content, versions in (
            (
                "partner organisation",
                ("partner.made", "partner.changed"),
                m.Organisation,
                c.organisation_subject,
                c.organisation_content,
                True,
            ),
            (
                "person of a partner",
                ("partner-person.made",),
                m.Member,
                c.member_subject,
                c.member_content,
                True,
            ),
            (
                "link of a partner",
                ("partner-link.made", "partner-link.revoked"),
                m.Link,
                c.link_subject,
                c.link_content,
                True,
            ),
            (
                "referral of a partner",
                ("referral.sent",),
                m.Referral,
                c.referral_subject,
                c.referral_content,
                True,
            ),
            (
                "file of a partner",
                ("partner-file.read",),
                m.Upload,
                c.upload_subject,
                c.upload_content,
                True,
            ),
        ):
            register(RecordSource(name, kinds, model, subject, content, versions=versions))
        families.register(FORMS_OF_PARTNERS)
        suggesting.register("partners", capacity_of)
        showing.register("partners", asked_of)
        showing.register_sender("partners", sender_of)
        names.register("partners", names_with_organisation)
