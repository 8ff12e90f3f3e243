"""What a form was sent with."""

from typing import Any

from django.http import HttpRequest


def sent(request: HttpRequest) -> dict[str, Any]:
    """Arguments for a form: what was posted, even if it is nothing; no data at all when the page is only looked at."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
