"""The second factor: a code of an app on the telephone.

With SECOND_FACTOR=1 everybody who signs in with a password needs it, and sets it up at the next sign-in.
Users from an OpenID Connect provider do not need it: the provider has its own rules.
"""

import base64
from collections.abc import Callable
from io import BytesIO
from typing import Any

import django_otp
import qrcode
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_otp.middleware import OTPMiddleware, is_verified
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from budget.accounts.access import refused_by_api

# Key in the session of a user whom a provider sent.
SENT_BY_PROVIDER = "sent_by_provider"


class SecondFactorMiddleware(OTPMiddleware):
    """Redirects a user who has given only the password to the page that asks for the code. The API answers
    401.

    Pages open without a sign-in (`login_not_required`) are open without the code.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SECOND_FACTOR:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *arguments: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or is_verified(request.user):
            return None
        if SENT_BY_PROVIDER in request.session or not getattr(view, "login_required", True):
            return None
        return refused_by_api(request, "Give the code of the second factor first.") or redirect_to_login(
            request.get_full_path(), reverse("second-factor")
        )


def device_of(user: User) -> TOTPDevice | None:
    """Return the device that the user has or is setting up, None without one."""
    return TOTPDevice.objects.filter(user=user).order_by("-confirmed", "-pk").first()


def ensure_device(user: User) -> None:
    """Create a device, not yet confirmed, for a user who has none."""
    if device_of(user) is None:
        TOTPDevice.objects.create(user=user, name="telephone", confirmed=False)


def accept(request: HttpRequest, device: TOTPDevice, code: str) -> bool:
    """Check a code; if it is right, confirm the device and mark the session as verified.

    Returns False for a wrong or used code, and for one sent too soon after wrong ones.
    """
    verified = django_otp.verify_token(request.user, device.persistent_id, code)
    if verified is None:
        return False
    if not verified.confirmed:
        verified.confirmed = True
        verified.save(update_fields=["confirmed"])
    request.session.cycle_key()
    django_otp.login(request, verified)
    return True


def secret_of(device: TOTPDevice) -> str:
    """Return the secret for typing into an app: base32, in groups of four."""
    text = base64.b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def qr_code_of(device: TOTPDevice) -> str:
    """Return the secret as a QR code: the data: address of an SVG."""
    image = BytesIO()
    qrcode.make(device.config_url, image_factory=SvgPathImage).save(image)
    return "data:image/svg+xml;base64," + base64.b64encode(image.getvalue()).decode()
