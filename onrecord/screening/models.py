"""What the finder made of each log: a score for every log, and for those with a reason to read them the reasons."""

from django.db import models

from onrecord.contact.models import Log
from onrecord.screening.finder.verdict import shown_score

# Frames of audits give scores in steps of five points.
STEP = 50


class OwnModel(models.Model):
    """A model that this force trained and took into use; the newest row is in use. `data` None: none from then on.

    `data` is the file of `train-finder` as it was (onrecord.screening.finder.linear): words and weights, no text of any log.
    """

    version = models.CharField(max_length=12, blank=True, default="")
    data = models.JSONField(null=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=150)
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return self.version or "none"


class Scorer(models.Model):
    """One version of the finder as it scored logs here: rules, the model that came with onrecord, its weight, own model.

    `weight`: points for one unit of the model of manner, as this installation's logs called for. `done` of `logs` were looked
    at when all logs were last gone through; until `finished_at` is set, some logs have the score of an earlier one.
    """

    id = models.SmallAutoField(primary_key=True)
    version = models.CharField(max_length=80)
    rules = models.CharField(max_length=20)
    manner = models.CharField(max_length=12)
    weight = models.SmallIntegerField()
    own = models.ForeignKey(OwnModel, on_delete=models.PROTECT, null=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    logs = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.version


class LogScore(models.Model):
    """The finder's score of one log. Kept small, for there is a row for every log (see ADR 53).

    `score`: tenths of a point above -200, 1 to 9,999 (finder.verdict.kept_score). It orders logs for reading and is no
    probability. `of`: the first 64 bits of the hash of what the score was worked out from. A score whose `scorer` is not
    the newest is an old one.
    """

    log = models.OneToOneField(
        Log, on_delete=models.CASCADE, primary_key=True, related_name="scored"
    )
    score = models.SmallIntegerField()
    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, db_index=False, related_name="+")
    of = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.score)


class LogTie(models.Model):
    """The place or the caller of a log, as a key by which its other logs are found. Worked out from the log, and personal data
    like it: a hash of a telephone number hides nothing (finder.around)."""

    class Side(models.TextChoices):
        PLACE = "p", "place"
        CALLER = "c", "caller"

    log = models.ForeignKey(Log, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=1, choices=Side)
    key = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "side", "key"], name="tie_once")]
        indexes = [models.Index(fields=["key", "received_at"], name="tie_by_key")]

    def __str__(self) -> str:
        return f"{self.side} {self.key}"


class Suspect(models.Model):
    """A log that looks as if it reports a crime that nobody recorded.

    `reasons` is a list of {"rule": id, "points": int, "words": sentence, "quote": words from the log or ""}, strongest
    first. `score` repeats that of LogScore. A suspect is a log to read; it is never counted as an unrecorded crime.
    `received_at`, `ref` and `department` repeat the log's, so that one index gives the ranking. `second`: the log has a crime,
    and its text tells of another.
    """

    log = models.OneToOneField(Log, on_delete=models.CASCADE, primary_key=True)
    score = models.IntegerField()
    reasons = models.JSONField(default=list)
    # The rule of the strongest reason, for filters.
    rule = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    ref = models.CharField(max_length=120)
    department = models.CharField(max_length=200, blank=True, default="")
    rules_version = models.CharField(max_length=20)
    second = models.BooleanField(default=False, db_default=False)
    # Whether everything that the finder suggests of it has been judged (`fates.standing`).
    judged = models.BooleanField(default=False, db_default=False)
    # None: worked out before scores were the finder's.
    scorer = models.ForeignKey(
        Scorer, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["-score", "received_at", "ref"], name="suspect_by_rank"),
            models.Index(
                fields=["department", "-score", "received_at", "ref"], name="suspect_by_department"
            ),
            models.Index(fields=["rule", "-score", "received_at", "ref"], name="suspect_by_rule"),
            models.Index(
                fields=["-score", "received_at", "ref"],
                name="suspect_second",
                condition=models.Q(second=True),
            ),
        ]

    @property
    def shown(self) -> int:
        """The score as pages show it: 0 to 99."""
        return shown_score(self.score)


# Tables of their own modules; Django finds models through this one.
from onrecord.screening.fates.models import Fate  # noqa: E402, F401 -- Django finds it by this module
from onrecord.screening.patterns.models import PatternSwitch  # noqa: E402, F401 -- Django finds it by this module
