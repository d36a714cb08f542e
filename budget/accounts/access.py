"""Who may see what: pages are for everybody, or for everybody signed in; reviews are for auditors alone."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme


class SignInWhereRequired(LoginRequiredMiddleware):
    """Ask for a sign-in before every page where the installation says so (REQUIRE_LOGIN=1).

    Pages marked by `login_not_required` are left out: those to sign in by, the language, and /healthz. The
    API answers 401.
    """

    def __init__(self, get_response: object) -> None:
        if not settings.REQUIRE_LOGIN:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponse:
        """Lead to the page to sign in; a program is told so in its own form, and not sent a page."""
        if request.resolver_match is not None and request.resolver_match.namespace == "api":
            answer = JsonResponse({"detail": "Sign in first."}, status=401)
            answer["WWW-Authenticate"] = 'Session realm="budget"'
            return answer
        return super().handle_no_permission(request, view_func)


def following_page(request: HttpRequest, asked: str, otherwise: str) -> str:
    """The address to go on to: the one asked for where it is this site's own, else `otherwise`."""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if is_ours else otherwise


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
