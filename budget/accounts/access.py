"""Access to pages: open to everybody, or to everybody signed in; reviews are for auditors only."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

R = TypeVar("R", bound=HttpResponseBase)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Requires a sign-in for every page, where REQUIRE_LOGIN=1.

    Exempt are pages marked by `login_not_required`: those of the sign-in, the language, /healthz and
    /readyz. The API answers 401.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.REQUIRE_LOGIN:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def handle_no_permission(  # type: ignore[override]  # the API's clients are not redirected
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        """Redirect to the sign-in page; answer 401 as JSON to a client of the API."""
        return refused_by_api(request, "Sign in first.") or super().handle_no_permission(request, view_func)


def refused_by_api(request: HttpRequest, words: str) -> HttpResponse | None:
    """Return the answer 401 where a request is to the API, whose clients are not redirected; else None."""
    if request.resolver_match is None or request.resolver_match.namespace != "api":
        return None
    answer = JsonResponse({"detail": words}, status=401)
    answer["WWW-Authenticate"] = 'Session realm="budget"'
    return answer


def from_own_pages(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse a POST that a browser sends from a page of another site, by its headers `Origin` and
    `Sec-Fetch-Site`, in place of a token: the pages with the form are the same for all readers.

    For choices that a cookie keeps, and for nothing that is stored.
    """

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        origin = request.headers.get("Origin", "")
        own = (f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS)
        is_own = not origin or origin in own
        if not is_own or request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def following_page(request: HttpRequest, target: str, default: str) -> str:
    """Return the address to redirect to: `target` where it is one of this site, else `default`."""
    is_own = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if is_own else default


def user_of(request: HttpRequest) -> User:
    """Return the user of a request to a page that needs a sign-in. Raises PermissionDenied without one."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def require_auditor(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect an anonymous reader of a page for auditors to the sign-in page.

    Raises PermissionDenied for a signed-in user.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())


def private_for_auditor(response: R, *, is_auditor: bool) -> R:
    """Return the response, marked as private for an auditor, so that no shared cache stores it."""
    if is_auditor:
        patch_cache_control(response, private=True)
    return response
