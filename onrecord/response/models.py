"""What is kept of a commissioner's response to an inspection.

What the force answers to each recommendation is kept with the recommendation (`onrecord.improvement`) and copied here when the
response is published, so that neither can differ from the other before and nothing changes it afterwards.
"""

from django.db import models
from django.urls import reverse

from onrecord.improvement.models import Inspection, Recommendation
from onrecord.response.opening_models import Opening, Withdrawal
from onrecord.response.states import CommentsState, ResponseState
from onrecord.response.working_models import Warned, Wording

__all__ = [
    "Answer",
    "Edition",
    "Left",
    "OfficeHolder",
    "Opening",
    "Quoted",
    "Response",
    "Sending",
    "Warned",
    "Withdrawal",
    "Wording",
]


class Response(models.Model):
    """The response to one report, as it stands now.

    `office`: the local policing body in full. `legal`: the paragraph on the law. `comments_words`: what the chief constable says
    on the whole report, or why none came. `writers`: user names of those who wrote in it since it was last published; whoever
    signs it off should be none of them. `signed_digest`: of the document that was signed off; nothing else is published.
    `correction`: why it is being corrected.
    """

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="response")
    office = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=ResponseState, default=ResponseState.OPEN)
    legal = models.TextField()
    overall = models.TextField(blank=True, default="")
    invited_on = models.DateField(null=True)
    invited_office = models.CharField(max_length=200, blank=True, default="")
    comments_by = models.DateField(null=True)
    comments = models.CharField(
        max_length=11, choices=CommentsState, default=CommentsState.NOT_INVITED
    )
    comments_on = models.DateField(null=True)
    comments_words = models.TextField(blank=True, default="")
    comments_from = models.CharField(max_length=150, blank=True, default="")
    to_comments = models.TextField(blank=True, default="")
    writers = models.JSONField(default=list)
    sent_back = models.TextField(blank=True, default="")
    signed_by = models.CharField(max_length=150, blank=True, default="")
    signed_at = models.DateTimeField(null=True)
    signed_digest = models.CharField(max_length=64, blank=True, default="")
    sole_reason = models.CharField(max_length=300, blank=True, default="")
    correction = models.TextField(blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"
        ordering = ["-inspection__published_on", "inspection__ref"]

    def __str__(self) -> str:
        return f"Response to {self.inspection}"

    def get_absolute_url(self) -> str:
        return reverse("response", args=[self.inspection.ref])


class Answer(models.Model):
    """The commissioner's answer to one recommendation: action taken, action proposed, or why there is none (s.55(5B)).

    `revisit`: what would make the commissioner come back to it. `earlier`: where it was answered before.
    """

    class Kind(models.TextChoices):
        TAKEN = "taken", "Action taken"
        PROPOSED = "proposed", "Action proposed"
        NONE = "none", "No action, with reasons"

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.TextField()
    revisit = models.TextField(blank=True, default="")
    earlier = models.URLField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"
        ordering = ["response", "recommendation__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "recommendation"], name="one_answer_a_recommendation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.response}: {self.recommendation.label}"


class Quoted(models.Model):
    """A figure that the response quotes: one of the measures, as it was, or typed in with its source (`quoting`).

    `recommendation`: where it stands; none: in the overall response. `side`: who quotes it.
    """

    class Side(models.TextChoices):
        FORCE = "force", "the force"
        COMMISSIONER = "commissioner", "the commissioner"

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="figures")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    side = models.CharField(max_length=12, choices=Side)
    held = models.JSONField()
    withdrawn = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.held.get("what", ""))


class Left(models.Model):
    """Words that may be about a person and are left in, with the reason. `words` as they are compared."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="left")
    kind = models.CharField(max_length=12)
    words = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "kind", "words"], name="one_reason_for_words_left"
            )
        ]

    def __str__(self) -> str:
        return self.words


class OfficeHolder(models.Model):
    """Somebody who may be named in what is published, for the office they hold."""

    name = models.CharField(max_length=150)
    office = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.CharField(max_length=150)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"
        ordering = ["office", "-since"]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"


class Edition(models.Model):
    """A response as it was published; never changed. `document` and `facts`: what was published, as data; `digest`: of both.

    `reason`: of a correction, or empty for the first. `late_reason`: why it came after day 56.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    published_on = models.DateField()
    document = models.JSONField()
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True, default="")
    late_reason = models.CharField(max_length=300, blank=True, default="")
    signed_by = models.CharField(max_length=150)
    sole_reason = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"
        ordering = ["response", "number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="one_edition_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.response}, version {self.number}"


class Sending(models.Model):
    """An edition was sent to somebody who must have it (s.55(6))."""

    class To(models.TextChoices):
        MINISTER = "minister", "the Secretary of State"
        INSPECTORS = "inspectors", "the inspectorate"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sendings")
    to = models.CharField(max_length=10, choices=To)
    sent_on = models.DateField()
    how = models.CharField(max_length=200)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"
        ordering = ["edition", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "to"], name="one_sending_to_each")
        ]

    def __str__(self) -> str:
        return f"{self.edition} to {self.get_to_display()}"
