"""The choice of the unit in which a reader sees money."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from budget.accounts.access import following_page, from_own_pages
from budget.money import COOKIE, UNITS

_A_YEAR = 365 * 24 * 3600


@from_own_pages
@login_not_required  # like the language: it sets a cookie and shows nothing
@require_POST
def set_money_unit(request: HttpRequest) -> HttpResponse:
    """Keep the posted `unit` in a cookie and lead back to `next`; what is no unit is passed over."""
    following = following_page(request, request.POST.get("next", ""), reverse("budget:overview"))
    response = HttpResponseRedirect(following)
    if request.POST.get("unit") in UNITS:
        response.set_cookie(
            COOKIE,
            request.POST["unit"],
            max_age=_A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
