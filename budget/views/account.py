"""Signing in, by password or through a provider; the second factor; one's own account."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django_otp.middleware import is_verified

from budget.accounts import openid
from budget.accounts.access import following_page, user_of
from budget.accounts.roles import DESCRIPTIONS, ROLES, label_of
from budget.accounts.second_factor import (
    SENT_BY_PROVIDER,
    accept,
    device_of,
    ensure_device,
    qr_code_of,
    secret_of,
)

logger = logging.getLogger(__name__)
# Where to go on to after the provider has sent the reader back.
_FOLLOWING = "openid_following"


class SignIn(LoginView):
    """Django's form to sign in, with the link to the provider."""

    template_name = "login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, provider=settings.OPENID, is_required=settings.REQUIRE_LOGIN
        )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The reader's own account: their roles, and their password, to be changed."""
    form = None
    user = user_of(request)
    if user.has_usable_password():
        form = PasswordChangeForm(user, request.POST or None)
        if form.is_valid():
            form.save()
            update_session_auth_hash(request, form.user)  # this session stays, all others end
            messages.success(request, _("The password is changed. Other browsers are signed out."))
            return redirect("account")
    held = list(request.user.groups.order_by("name").values_list("name", flat=True))
    context = {
        "title": request.user.get_username(),
        "kind": _("Account"),
        "crumbs": [(_("Overview"), reverse("budget:overview")), (_("Account"), "")],
        "roles": [
            (label_of(name), DESCRIPTIONS.get(name, ""))
            for name in dict.fromkeys([*ROLES, *held])
            if name in held
        ],
        "form": form,
    }
    return render(request, "account.html", context)


class CodeForm(forms.Form):
    """The code that the app on the telephone shows."""

    code = forms.RegexField(
        r"^[0-9]{6}$",
        label=gettext_lazy("Code"),
        error_messages={"invalid": gettext_lazy("The code has six digits.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 6, "autofocus": True}
        ),
    )


@never_cache
@login_not_required  # who is not signed in gets here only by typing the address, and is led on below
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code; who has no app for it yet sets one up first."""
    if not settings.SECOND_FACTOR:
        raise Http404("this installation asks for no second factor")
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    next_page = request.POST.get("next", request.GET.get("next", ""))
    following = following_page(request, next_page, reverse("budget:overview"))
    device = device_of(request.user)
    if is_verified(request.user):
        return HttpResponseRedirect(following)
    if device is None and request.method == "POST":
        ensure_device(request.user)
        return redirect_to_login(following, reverse("second-factor"))
    form = CodeForm(request.POST or None)
    if device is not None and form.is_valid():
        if accept(request, device, form.cleaned_data["code"]):
            return HttpResponseRedirect(following)
        form.add_error(
            "code",
            _("This is not the code of now, or it came too soon after a wrong one. Wait for the next code."),
        )
    is_new = device is not None and not device.confirmed
    context = {
        "title": _("Second factor"),
        "form": form,
        "device": device,
        "next": following,
        "secret": secret_of(device) if is_new else "",
        "picture": qr_code_of(device) if is_new else "",
    }
    return render(request, "second_factor.html", context)


@never_cache
@login_not_required
@require_safe
def openid_start(request: HttpRequest) -> HttpResponse:
    """Send the reader to the provider. Raises Http404 where the installation has none."""
    _needs_provider()
    request.session[_FOLLOWING] = following_page(
        request, request.GET.get("next", ""), reverse("budget:overview")
    )
    try:
        return openid.redirect_to_provider(request, request.build_absolute_uri(reverse("openid-callback")))
    except openid.SignInFailed as failure:
        return _failed(request, failure)


@never_cache
@login_not_required
@require_safe
def openid_callback(request: HttpRequest) -> HttpResponse:
    """Sign in whom the provider sends back. Raises Http404 where the installation has none."""
    _needs_provider()
    try:
        user = openid.user_of(openid.claims_from_provider(request))
    except openid.SignInFailed as failure:
        return _failed(request, failure)
    if not user.is_active:
        return _failed(request, f"the account {user.pk} is closed")
    following = request.session.pop(_FOLLOWING, reverse("budget:overview"))
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SENT_BY_PROVIDER] = True
    return HttpResponseRedirect(following)


def _needs_provider() -> None:
    if settings.OPENID is None:
        raise Http404("this installation has no provider to sign in by")


def _failed(request: HttpRequest, why: object) -> HttpResponse:
    """The page that says that it did not work; why is for the log, since it names what the provider said."""
    logger.warning("Sign-in through OpenID Connect failed: %s", why)
    return render(request, "openid_failed.html", {"title": _("The sign-in did not work")}, status=403)
