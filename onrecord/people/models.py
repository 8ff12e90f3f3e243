"""People who sign in, and the record of what they looked at."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from onrecord.people.roles import Permission, Role, permissions_of


class User(AbstractUser):
    """A person with one role. What a role may do is in `onrecord.people.roles`.

    `department` limits the roles without ALL_DEPARTMENTS to the logs that bear the same name. `must_change_password`
    is set with a one-time password, which lapses (see `onrecord.people.backends`). `demonstration` marks an account
    whose password is public: it signs in only where the installation is a demonstration.
    """

    role = models.CharField(max_length=20, choices=Role, default=Role.CALL_TAKER)
    department = models.CharField(max_length=200, blank=True, default="")
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True)
    demonstration = models.BooleanField(default=False)
    # Values of Qualification: what the person may authorise beyond the role.
    qualifications = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, permission: Permission) -> bool:
        return self.is_active and permission in permissions_of(self.role)


class ReadRecord(models.Model):
    """Somebody looked at something, or tried to (Data Protection Act 2018, section 62). Kept apart from the work: a slow
    import never keeps a page waiting, and these rows may be used for lawfulness, security and self-monitoring only."""

    read_at = models.DateTimeField(auto_now_add=True, db_index=True)
    username = models.CharField(max_length=150, db_index=True)
    role = models.CharField(max_length=20)
    what = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True, default="", db_index=True)
    address = models.CharField(max_length=60, blank=True, default="")
    allowed = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.username} {self.what} {self.subject}"

    @property
    def role_label(self) -> str:
        """The role they had then."""
        return Role(self.role).label if self.role in Role.values else ""
