"""Who publishes, and when everybody may look."""

from onrecord.home import is_demonstration
from onrecord.people.access import check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.public.models import Switch


def check_can_publish(user: User) -> None:
    """Make an edition of the proof, and switch its page on and off."""
    check_permission(user, Permission.PUBLISH_PROOF)


def is_open() -> bool:
    """Whether the page is there for everybody, without signing in: once the registrar has switched it on. A demonstration, of which
    everything is invented, always shows it."""
    return is_demonstration() or Switch.objects.filter(pk=1, on=True).exists()
