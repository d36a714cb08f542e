"""A session ends where its user may no longer do what they might at the sign-in, or may do more.

Django ends the sessions of a changed password itself.
"""

import hashlib
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from budget.accounts.access import refused_by_api

# Key in the session: a hash of what the user might do at the sign-in.
RIGHTS: Final = "rights"


def rights_of(user: User) -> str:
    """Return a hash of all that a user may do: by roles, other groups, permissions and marks of their own."""
    held = ["superuser"] if user.is_superuser else sorted(user.get_all_permissions())
    return hashlib.blake2b("\n".join([str(user.is_staff), *held]).encode(), digest_size=16).hexdigest()


def remember_rights(sender: object, request: HttpRequest, user: User, **options: Any) -> None:
    """Receive `user_logged_in`: keep in the session what the user may do."""
    request.session[RIGHTS] = rights_of(user)


class RightsMiddleware:
    """Ends a session whose user's rights changed since the sign-in, and leads to the page to sign in. The API
    answers 401. The session of a closed account ends too: opened again, it asks for a sign-in.

    The permissions that it reads are those that pages ask for: they are looked up once a request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *arguments: Any
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated:
            if SESSION_KEY in request.session:
                request.session.flush()
            return None
        if request.session.get(RIGHTS) == rights_of(user):
            return None
        logout(request)
        if not getattr(view, "login_required", True):
            return None
        if refusal := refused_by_api(request, "Sign in again: what you may do has changed."):
            return refusal
        messages.info(request, _("What you may do here has changed. Please sign in again."))
        return redirect_to_login(request.get_full_path())
