from typing import Any

from django.apps import AppConfig
from django.urls import reverse


class ImprovementConfig(AppConfig):
    name = "onrecord.improvement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.improvement import content as c
        from onrecord.improvement import models as m
        from onrecord.improvement import waiting
        from onrecord.improvement.plans import content as pc
        from onrecord.ledger.records import RecordSource, register
        from onrecord.measures.alerts import counts as alert_counts
        from onrecord.people import reminding

        reminding.register("improvement", waiting.waiting_for)
        alert_counts.register(
            "recommendations",
            alert_counts.Count(
                "Recommendations of inspections past their deadline",
                waiting.recommendations_late,
                lambda: f"{reverse('recommendations')}?state=late",
            ),
        )
        alert_counts.register(
            "actions",
            alert_counts.Count(
                "Actions of plans past their day", waiting.actions_late, lambda: reverse("plans")
            ),
        )
        kept: tuple[tuple[str, str, Any, Any, Any], ...] = (
            ("inspection", "inspection.kept", m.Inspection, c.inspection_subject, c.inspection_content),
            ("recommendation", "recommendation.kept", m.Recommendation, c.recommendation_subject, c.recommendation_content),
            ("evidence", "evidence.kept", m.Evidence, c.evidence_subject, c.evidence_content),
            ("plan", "plan.kept", m.Plan, pc.plan_subject, pc.plan_content),
            ("action of a plan", "plan-action.kept", m.PlanAction, pc.action_subject, pc.action_content),
            ("benefit", "benefit.kept", m.Benefit, pc.benefit_subject, pc.benefit_content),
            ("barrier", "barrier.kept", m.Barrier, pc.barrier_subject, pc.barrier_content),
            ("record of reality testing", "field-record.kept", m.FieldRecord, pc.field_record_subject, pc.field_record_content),
        )  # fmt: skip
        for name, kind, model, subject, content in kept:
            register(RecordSource(name, (kind,), model, subject, content))
        # What is written once and never changed.
        once: tuple[tuple[str, str, Any, Any, Any], ...] = (
            ("step of a recommendation", "recommendation.step", m.RecommendationStep, c.step_subject, c.step_content),
            ("step of an action", "plan-action.step", m.ActionStep, pc.action_step_subject, pc.action_step_content),
            ("version of a plan", "plan.version", m.PlanVersion, pc.version_subject, pc.version_content),
        )  # fmt: skip
        for name, kind, model, subject, content in once:
            register(RecordSource(name, (kind,), model, subject, content, versions=False))
