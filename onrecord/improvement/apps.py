from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "onrecord.improvement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.improvement import content as c
        from onrecord.improvement import models as m
        from onrecord.ledger.records import RecordSource, register

        register(
            RecordSource(
                "inspection",
                ("inspection.kept",),
                m.Inspection,
                c.inspection_subject,
                c.inspection_content,
            )
        )
        register(
            RecordSource(
                "recommendation",
                ("recommendation.kept",),
                m.Recommendation,
                c.recommendation_subject,
                c.recommendation_content,
            )
        )
        register(
            RecordSource(
                "step of a recommendation",
                ("recommendation.step",),
                m.RecommendationStep,
                c.step_subject,
                c.step_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "evidence",
                ("evidence.kept",),
                m.Evidence,
                c.evidence_subject,
                c.evidence_content,
            )
        )
