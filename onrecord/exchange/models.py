"""Imports and the saved maps they use."""

from django.db import models


class Kind(models.TextChoices):
    LOGS = "logs", "incident logs"
    ENTRIES = "entries", "log entries"
    CRIMES = "crimes", "crimes"


class ImportState(models.TextChoices):
    """Life of an import. A killed import never leaves rows: it stays RUNNING and may be run again."""

    WAITING = "waiting", "waiting to start"
    RUNNING = "running", "being read"
    DONE = "done", "taken in"
    TRIED = "tried", "tried out: nothing was taken in"
    REFUSED = "refused", "refused: nothing was taken in"


# The one table of what may follow what; docs/reference/states.md is written from it.
TRANSITIONS: dict[ImportState, dict[ImportState, str]] = {
    ImportState.WAITING: {
        ImportState.RUNNING: "its program starts",
        ImportState.REFUSED: "somebody discards the file",
    },
    ImportState.RUNNING: {
        ImportState.DONE: "every good row is in, in one step",
        ImportState.TRIED: "a dry run ends",
        ImportState.REFUSED: "the file can't be taken, or its program was killed",
        ImportState.RUNNING: "its program was killed and it is run again",
    },
    ImportState.TRIED: {ImportState.RUNNING: "somebody takes in what was tried out"},
    ImportState.REFUSED: {
        ImportState.RUNNING: "it is run again",
        ImportState.REFUSED: "somebody discards the file",
    },
    ImportState.DONE: {},
}


class WrongState(ValueError):
    """An import can't go from its state to the one asked for."""


class SavedMap(models.Model):
    """A map from a source system's columns to ours, kept for the next export."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    toml = models.TextField()
    saved_by = models.CharField(max_length=150)
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file read, or tried out, with what became of its rows."""

    kind = models.CharField(max_length=8, choices=Kind)
    system = models.CharField(max_length=60)
    file_name = models.CharField(max_length=255)
    file_path = models.CharField(max_length=500, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    file_size = models.BigIntegerField(default=0)
    map_toml = models.TextField(blank=True, default="")
    dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.WAITING)
    by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    # {"read", "new", "changed", "unchanged", "refused", "warnings"} and, under "problems", one row per kind of problem.
    counts = models.JSONField(default=dict)
    message = models.TextField(blank=True, default="")
    bad_rows_path = models.CharField(max_length=500, blank=True, default="")
    warnings_path = models.CharField(max_length=500, blank=True, default="")
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    def move_to(self, state: ImportState) -> None:
        """Set the state, without saving. Raises WrongState where TRANSITIONS doesn't allow it."""
        now = ImportState(self.state)
        if state not in TRANSITIONS[now]:
            raise WrongState(f"an import that is {now.label!r} can't become {state.label!r}")
        self.state = state
