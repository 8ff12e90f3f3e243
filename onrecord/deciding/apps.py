from django.apps import AppConfig


class DecidingConfig(AppConfig):
    name = "onrecord.deciding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.contact import clock, closing, heard
        from onrecord.contact.panels import Panel
        from onrecord.contact.panels import register as register_panel
        from onrecord.deciding import checks, content, fates, panel  # noqa: F401  (checks register themselves)
        from onrecord.deciding.behind import decision_behind
        from onrecord.deciding.face import missing, note_refused
        from onrecord.deciding.models import Rationale, RecordingDecision, Review
        from onrecord.deciding.stopping import CONCLUDED, KNOWN
        from onrecord.ledger.records import RecordSource, register
        from onrecord.recording import decisions
        from onrecord.screening.fates.sources import register_start

        register(
            RecordSource(
                "recording decision",
                ("decision.made", "decision.changed"),
                RecordingDecision,
                content.decision_subject,
                content.decision_content,
            )
        )
        register(
            RecordSource(
                "rationale",
                ("rationale.made",),
                Rationale,
                content.rationale_subject,
                content.rationale_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "review of a decision",
                ("review.made", "review.changed"),
                Review,
                content.review_subject,
                content.review_content,
            )
        )
        clock.register("decisions", CONCLUDED)
        heard.register("decisions", KNOWN)
        decisions.register("decisions", decision_behind)
        closing.register("crimes or a rationale", missing)
        closing.register_refused("suggestions", note_refused)
        register_start("decisions", fates.start)
        register_panel(Panel("decisions", 10, "deciding/panel.html", panel.context, panel.may_see))
