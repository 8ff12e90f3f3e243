"""What is kept of evidence."""

from django.db import models

from onrecord.improvement.plans.models import PlanAction
from onrecord.improvement.recommendations.models import Recommendation


class Evidence(models.Model):
    """Something on the record that shows what was done for a recommendation or an action. `content` depends on the kind (`evidence`).

    A figure is kept as it was when it was attached, with its definition's version. A number that was typed in has its source
    and stays marked as typed wherever it is shown. What was attached by a slip is withdrawn, never removed.
    """

    class Kind(models.TextChoices):
        FIGURE = "figure", "Figure counted or estimated here"
        AUDIT = "audit", "Audit"
        ACTION = "action", "Action of a plan, done"
        CHANGE = "change", "Change made to a system or process"
        DOCUMENT = "document", "Document, by its hash"
        TYPED = "typed", "Number typed in, with its source"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, related_name="evidence"
    )
    action = models.ForeignKey(
        PlanAction, on_delete=models.PROTECT, null=True, related_name="evidence"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    content = models.JSONField()
    words = models.CharField(max_length=500, blank=True, default="")
    withdrawn = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words or self.get_kind_display()

    @property
    def about(self) -> Recommendation | PlanAction:
        """What it is attached to."""
        found = self.recommendation or self.action
        if found is None:
            raise ValueError(f"Evidence {self.pk} belongs to nothing.")
        return found
