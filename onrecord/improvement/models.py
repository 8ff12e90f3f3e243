"""The tables of improvement, by what they are about."""

from onrecord.improvement.barriers_models import Barrier, FieldRecord
from onrecord.improvement.evidence_models import Evidence
from onrecord.improvement.inspections_models import Headline, Inspection, InspectionFinding
from onrecord.improvement.plans_models import ActionStep, Benefit, Plan, PlanAction, PlanVersion
from onrecord.improvement.recommendations_models import Recommendation, RecommendationStep

__all__ = [
    "ActionStep",
    "Barrier",
    "Benefit",
    "Evidence",
    "FieldRecord",
    "Headline",
    "Inspection",
    "InspectionFinding",
    "Plan",
    "PlanAction",
    "PlanVersion",
    "Recommendation",
    "RecommendationStep",
]
