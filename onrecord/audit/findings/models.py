"""A finding: one record that failed in an audit, on its way to those whose work it was, and what came of it."""

from django.db import models

from onrecord.audit.findings.states import OPEN, FindingState


class Finding(models.Model):
    """One failed record in its latest version; earlier ones are in the ledger (`entry_seq`).

    `reading` is the reading that it rests on, `route` the programme's ("department", "supervisor", "person").
    `supervisor` and `person` are user names; an empty supervisor: any of the department. `steps` is what happened, oldest
    first: at, by, what, words, to. `decision_origin` names the recording decision that makes good what was missed,
    `crime_refs` the crimes recorded since. `reversal` is the registrar's reading by which it fell: the reading it rested
    on is kept beside it.
    """

    item = models.OneToOneField(
        "audit.SampleItem", on_delete=models.PROTECT, related_name="finding"
    )
    reading = models.ForeignKey("audit.Reading", on_delete=models.PROTECT, related_name="+")
    route = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=FindingState)
    # Where it was when it was disputed, and goes back to when it is upheld.
    before = models.CharField(max_length=10, choices=FindingState, blank=True, default="")
    upheld = models.BooleanField(default=False)
    department = models.CharField(max_length=200, blank=True, default="")
    supervisor = models.CharField(max_length=150, blank=True, default="")
    person = models.CharField(max_length=150, blank=True, default="")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    causes = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    decision_origin = models.CharField(max_length=36, blank=True, default="")
    crime_refs = models.JSONField(default=list)
    reversal = models.ForeignKey(
        "audit.Reading", on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "audit"
        indexes = [
            models.Index(fields=["state", "due_at"], name="finding_by_due"),
            models.Index(fields=["department", "state"], name="finding_by_department"),
            models.Index(fields=["person"], name="finding_by_person"),
        ]
        ordering = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.item.log_ref}: {self.get_state_display()}"

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def missed(self) -> int:
        """Crimes that should have been recorded and were not."""
        return sum(
            getattr(self.reading, f"should_{group}") - getattr(self.reading, f"recorded_{group}")
            for group in ("violence", "sexual", "other")
        )
