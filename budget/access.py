"""Who may see what of a page that is for everybody: reviews are for auditors alone."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


def for_auditors_alone(request: HttpRequest) -> HttpResponse:
    """What somebody gets who asks for what only auditors may see: anonymous, the page to sign in.

    Raises PermissionDenied where they are signed in already.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())


def kept_private(response: HttpResponse, *, is_auditor: bool) -> HttpResponse:
    """The response, an auditor's kept out of every shared cache."""
    if is_auditor:
        patch_cache_control(response, private=True)
    return response
