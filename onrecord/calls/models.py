"""The recording of a call, what people mark in it, and what a machine made of it."""

from pathlib import Path

from django.db import models

from onrecord.calls import files, kinds, sounds
from onrecord.contact.models import Log


class Recording(models.Model):
    """One recording attached to one log, exactly as it came. Never changed; the bytes are in `onrecord.calls.files`."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="recordings")
    log_system = models.CharField(max_length=60)
    log_ref = models.CharField(max_length=120)
    log_ref_key = models.CharField(max_length=120)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    # Bytes.
    size = models.BigIntegerField()
    # Found in the content, not told by the sender.
    media_type = models.CharField(max_length=60)
    codec = models.CharField(max_length=60, blank=True, default="")
    # Milliseconds; None where the file doesn't say.
    duration_ms = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=sounds.State)
    # Why it can't be played, or may be incomplete: a sentence.
    trouble = models.CharField(max_length=300, blank=True, default="")
    about = models.CharField(max_length=200, blank=True, default="")
    attached_by = models.CharField(max_length=150)
    attached_at = models.DateTimeField()
    # Made by whoever attached it, so that sending twice is harmless.
    origin = models.CharField(max_length=36, null=True, unique=True)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "sha256"], name="recording_once_per_log")
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> Path:
        return files.path_of(self.sha256)

    @property
    def can_play(self) -> bool:
        return self.state != sounds.State.UNPLAYABLE

    @property
    def name_fits(self) -> bool:
        return kinds.name_fits(self.file_name, self.media_type)


class ErasedRecording(models.Model):
    """What is left of a recording that was erased: that it was there, and who erased it, when and why. Nothing of its
    sound, its name or what was said in it. Never changed."""

    # The id that the recording had: its page says what became of it.
    number = models.BigIntegerField(unique=True)
    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="erased_recordings")
    log_system = models.CharField(max_length=60)
    log_ref = models.CharField(max_length=120)
    log_ref_key = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=60)
    codec = models.CharField(max_length=60, blank=True, default="")
    duration_ms = models.BigIntegerField(null=True)
    attached_by = models.CharField(max_length=150)
    attached_at = models.DateTimeField()
    # The entry of the ledger that said what was attached; its body is erased.
    attached_seq = models.BigIntegerField()
    # How many went with it.
    marks = models.PositiveIntegerField()
    transcripts = models.PositiveIntegerField()
    why = models.TextField()
    erased_by = models.CharField(max_length=150)
    erased_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return f"erased recording of log {self.log_ref}"


class AnswerKind(models.TextChoices):
    """What kind of answer of an audit a mark supports. The answer itself belongs to the audit."""

    SHOULD = "should", "what should have been recorded"
    RECORDED = "recorded", "what was recorded"
    CALL_HANDLING = "handling", "how the call was handled"


class Mark(models.Model):
    """Somebody says what is heard at a place of a recording. A wrong mark is withdrawn, with the reason, and stays."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="marks")
    recording_sha256 = models.CharField(max_length=64)
    log_system = models.CharField(max_length=60)
    log_ref = models.CharField(max_length=120)
    # Milliseconds from the start.
    at_ms = models.BigIntegerField()
    text = models.TextField()
    # What the mark is tied to, if anything: the `entry_seq` of an entry of the log, an act that the caller discloses,
    # an answer of an audit.
    entry = models.BigIntegerField(null=True)
    act = models.CharField(max_length=200, blank=True, default="")
    answer_kind = models.CharField(max_length=10, choices=AnswerKind, blank=True, default="")
    answer_ref = models.CharField(max_length=200, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=150, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True, default="")
    # Always there: names the mark in the ledger.
    origin = models.CharField(max_length=36, unique=True)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["recording", "at_ms"], name="mark_by_place")]

    def __str__(self) -> str:
        return self.text[:60]


class Transcript(models.Model):
    """What a machine made of a recording: not evidence, kept apart from everything that decides."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="transcripts")
    recording_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=120)
    # [{"ms": 1200, "text": "..."}, ...] in order; `text` is the same without the times, for searching.
    lines = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    asked_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "engine"], name="transcript_once_per_engine"
            )
        ]

    def __str__(self) -> str:
        return f"machine transcript, not evidence: {self.text[:60]}"
