"""The tables of improvement, by what they are about."""

from onrecord.improvement.inspections_models import Headline, Inspection, InspectionFinding
from onrecord.improvement.recommendations_models import (
    Evidence,
    Recommendation,
    RecommendationStep,
)

__all__ = [
    "Evidence",
    "Headline",
    "Inspection",
    "InspectionFinding",
    "Recommendation",
    "RecommendationStep",
]
