from django.apps import AppConfig


class ResponseConfig(AppConfig):
    name = "onrecord.response"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.improvement.places import Part
        from onrecord.improvement.places import register as register_part
        from onrecord.ledger.records import RecordSource, register
        from onrecord.measures.sending.timers import await_alerts
        from onrecord.response import content as c
        from onrecord.response import models as m
        from onrecord.response.warnings import something_waits

        for name, kind, model, subject, content, versions in (
            ("response", "response.kept", m.Response, c.response_subject, c.response_content, True),
            ("answer of a response", "response.answered", m.Answer, c.answer_subject, c.answer_content, True),
            ("figure of a response", "response.quoted", m.Quoted, c.quoted_subject, c.quoted_content, True),
            ("words left in a response", "response.left", m.Left, c.left_subject, c.left_content, False),
            ("office holder", "officeholder.kept", m.OfficeHolder, c.holder_subject, c.holder_content, True),
            ("published response", "response.published", m.Edition, c.edition_subject, c.edition_content, False),
            ("sending of a response", "response.sent", m.Sending, c.sending_subject, c.sending_content, False),
            ("switch of the responses' page", "response-page.switched", m.Opening, c.opening_subject, c.opening_content, True),
            ("withdrawn response", "response.withdrawn", m.Withdrawal, c.withdrawal_subject, c.withdrawal_content, False),
            ("wording of a response", "response.worded", m.Wording, c.wording_subject, c.wording_content, True),
        ):  # fmt: skip
            register(RecordSource(name, (kind,), model, subject, content, versions=versions))
        await_alerts("response", something_waits)
        register_part(Part("Responses", "responses", ("/improvement/responses/",), 50))
