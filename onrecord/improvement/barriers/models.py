"""What stands in the way of recording: barriers, and what was seen and said when somebody went and looked."""

from django.db import models


class Barrier(models.Model):
    """Something that keeps crimes from being recorded, in words. `cause`: the code of a cause of audits' findings that it
    explains, so that the findings count for it. `gone_on`: it is no more, and `gone_words` says what shows it."""

    words = models.CharField(max_length=300)
    cause = models.CharField(max_length=40, blank=True, default="")
    department = models.CharField(max_length=200, blank=True, default="")
    gone_on = models.DateField(null=True)
    gone_words = models.CharField(max_length=500, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class FieldRecord(models.Model):
    """Reality testing: an interview, an observation, a look at a process. Nobody is named, neither staff nor public."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "Interview"
        GROUP = "group", "Group talk"
        OBSERVATION = "observation", "Observation"
        WALK = "walk", "Walk through a process"

    kind = models.CharField(max_length=11, choices=Kind)
    on = models.DateField()
    department = models.CharField(max_length=200, blank=True, default="")
    role = models.CharField(max_length=120, blank=True, default="")
    words = models.TextField()
    barrier = models.ForeignKey(
        Barrier, on_delete=models.PROTECT, null=True, related_name="records"
    )
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%d/%m/%Y}"
