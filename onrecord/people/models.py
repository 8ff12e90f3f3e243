"""People who sign in, and the record of what they looked at."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from onrecord.people.roles import Role


class User(AbstractUser):
    """A person with one role. What a role may do is in `onrecord.people.roles`."""

    role = models.CharField(max_length=20, choices=Role, default=Role.CALL_TAKER)
    department = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class ReadRecord(models.Model):
    """Somebody looked at something (Data Protection Act 2018, section 62). Kept apart from the work: a slow import
    never keeps a page waiting, and these rows may be used for lawfulness, security and self-monitoring only."""

    read_at = models.DateTimeField(auto_now_add=True, db_index=True)
    username = models.CharField(max_length=150, db_index=True)
    role = models.CharField(max_length=20)
    what = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True, default="", db_index=True)
    address = models.CharField(max_length=60, blank=True, default="")
