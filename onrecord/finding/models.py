"""The index of the search: what can be found, and how far it has read.

All of it can be worked out anew from the records (`onrecord find --rebuild`), so none of it is in the ledger. The words
themselves are in a table of the database's own kind; see `onrecord.finding.store`.
"""

from django.db import models


class Kind(models.IntegerChoices):
    """What a document is made from."""

    LOG = 0, "log"
    CRIME = 1, "crime"
    PERSON = 2, "person of a log"
    PLACE = 3, "place of a log"
    CRIME_PERSON = 4, "person of a crime"
    INCIDENT = 5, "reported incident"
    CALL = 6, "recording of a call"


class Group(models.TextChoices):
    """What people look for. Each document is in one group."""

    LOGS = "logs", "Logs"
    PEOPLE = "people", "People"
    PLACES = "places", "Places"
    CRIMES = "crimes", "Crimes"
    CALLS = "calls", "Calls"


GROUP_OF = {
    Kind.LOG: Group.LOGS,
    Kind.CRIME: Group.CRIMES,
    Kind.INCIDENT: Group.CRIMES,
    Kind.PERSON: Group.PEOPLE,
    Kind.CRIME_PERSON: Group.PEOPLE,
    Kind.PLACE: Group.PLACES,
    Kind.CALL: Group.CALLS,
}

# A document's number is its record's number times this, plus its kind: so none needs a table to find the other.
KINDS = 8


def document_id(kind: Kind, record_id: int) -> int:
    return record_id * KINDS + kind


class Document(models.Model):
    """A record that can be found. `id`: see `document_id`."""

    id = models.BigIntegerField(primary_key=True)
    # By which results are ordered, newest first: seconds since 1970 of receipt or recording; 0 where not known.
    at = models.BigIntegerField()
    # It says what the record said when the ledger had this many entries.
    upto = models.BigIntegerField()
    # Of what belongs to a log or a crime: the document of that.
    owner = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner"],
                name="document_by_owner",
                condition=models.Q(owner__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{Kind(self.id % KINDS).label} {self.id // KINDS}"


class Progress(models.Model):
    """How far the index has read: one row, locked by whoever writes the index."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # Everything that the ledger says before this entry can be found.
    upto = models.BigIntegerField(default=0)
    # Of the folding and the layout: another number means that the index must be made anew.
    layout = models.PositiveIntegerField(default=0)
    # While the index is made anew: the kind of records that is being read, and up to which id.
    reading = models.CharField(max_length=10, blank=True, default="")
    reading_upto = models.BigIntegerField(default=0)
    # Days since 1970 between which all documents lie.
    first_day = models.IntegerField(default=0)
    last_day = models.IntegerField(default=0)
    # Words of erased records still lie, unreachable, in the database's own files.
    residue = models.BooleanField(default=False)


class Word(models.Model):
    """A word of letters that occurs somewhere: what a search may suggest instead of one that occurs nowhere."""

    word = models.CharField(max_length=60, primary_key=True)

    def __str__(self) -> str:
        return self.word


class NameKey(models.Model):
    """Under which keys a word of a name is found when it is spelt differently; see `onrecord.finding.spelling`."""

    key = models.CharField(max_length=64)
    word = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "word"], name="name_key_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.word}"
