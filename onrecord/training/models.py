"""What is kept of training: courses, who did them, files of the learning system, answers to cards."""

from django.db import models

from onrecord.training.states import ImportState


class CourseVersion(models.Model):
    """A course that somebody here made or changed, in its latest version; earlier ones are in the ledger.

    `definition` is `courses.Course.to_json()`.
    """

    slug = models.CharField(max_length=30, unique=True)
    definition = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.definition.get("title", self.slug))


class CourseDone(models.Model):
    """Somebody did a course on a day. `department` is the one they had then, so that figures stay with it.

    `through` is "page" or "import". A slip is withdrawn, never removed.
    """

    course = models.CharField(max_length=30)
    person = models.CharField(max_length=150)
    department = models.CharField(max_length=200, blank=True, default="")
    done_on = models.DateField()
    through = models.CharField(max_length=6, default="page")
    withdrawn = models.BooleanField(default=False)
    made_by = models.CharField(max_length=150)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "person", "done_on"], name="course_done_once")
        ]
        indexes = [models.Index(fields=["person", "course"], name="done_by_person")]
        ordering = ["-done_on", "id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.course}, {self.done_on}"


class TrainingImport(models.Model):
    """One file of the learning system: shown first, counted when somebody says so.

    `columns` says which of its columns is which of ours. `rows` are the good ones ([course, person, day]), `problems` the
    others, each row, field, value, problem, what_to_do. Both go when it is decided; the counts stay.
    """

    file_name = models.CharField(max_length=255)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.TRIED)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.get_state_display()}"


class CardAnswer(models.Model):
    """One answer to a question card. `rule` is the rule that the card is about; `memory` what the repetition keeps of the
    card for this person after it, and `due_at` when it comes again."""

    person = models.CharField(max_length=150)
    department = models.CharField(max_length=200, blank=True, default="")
    card = models.CharField(max_length=120)
    rule = models.CharField(max_length=80)
    choice = models.CharField(max_length=80)
    right = models.BooleanField()
    guessed = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    memory = models.JSONField(default=dict)
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "card"], name="answer_by_person"),
            models.Index(fields=["rule"], name="answer_by_rule"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.card}, {'right' if self.right else 'wrong'}"
