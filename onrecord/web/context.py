"""What every page knows about the installation."""

from django.http import HttpRequest

from onrecord.home import is_demonstration


def installation(request: HttpRequest) -> dict[str, object]:
    return {"demonstration": is_demonstration()}
