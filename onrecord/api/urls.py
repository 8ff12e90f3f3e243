from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from onrecord.api import views
from onrecord.api.v1.service import api


def _by_token(found: tuple[list[Any], str, str]) -> tuple[list[Any], str, str]:
    """Endpoints ask for a token themselves; nobody is sent to the sign-in page."""
    for pattern in found[0]:
        login_not_required(pattern.callback)
        if str(pattern.pattern).endswith("/recordings"):
            pattern.callback.upload_limit = "CALL_UPLOAD_LIMIT"
    return found


urlpatterns = [
    path("people/tokens/", views.token_list, name="tokens"),
    path("people/tokens/new/", views.token_new, name="token-new"),
    path("people/tokens/<int:token_id>/", views.token_page, name="token"),
    path("api/v1/openapi.json", views.openapi, name="api-description"),
    path("api/v1/", _by_token(api.urls)),
]
