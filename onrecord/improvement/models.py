"""The tables of improvement, by what they are about."""

from onrecord.improvement.barriers.models import Barrier, FieldRecord
from onrecord.improvement.evidence.models import Evidence
from onrecord.improvement.inspections.models import Headline, Inspection, InspectionFinding
from onrecord.improvement.plans.models import ActionStep, Benefit, Plan, PlanAction, PlanVersion
from onrecord.improvement.recommendations.models import Recommendation, RecommendationStep

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
