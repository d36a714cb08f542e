"""The second factor: a code of an app on the telephone, asked for where the installation says so.

SECOND_FACTOR=1 asks everybody who signs in with a password for it; who has none yet sets it up then. Who
comes from an OpenID Connect provider is not asked: how strictly to ask is the provider's business.
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
from django_otp.middleware import OTPMiddleware
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

# In the session of whom a provider has sent.
SENT_BY_PROVIDER = "sent_by_provider"


class SecondFactorWhereRequired(OTPMiddleware):
    """Lead whoever has given the password alone to the page that asks for the code.

    What is open without a sign-in (`login_not_required`) is open without the code.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SECOND_FACTOR:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *arguments: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or request.user.is_verified():
            return None
        if SENT_BY_PROVIDER in request.session or not getattr(view, "login_required", True):
            return None
        return redirect_to_login(request.get_full_path(), reverse("second-factor"))


def device_of(user: User) -> TOTPDevice | None:
    """The device that the user has, or is setting up; None where there is neither."""
    return TOTPDevice.objects.filter(user=user).order_by("-confirmed", "-pk").first()


def begin_setting_up(user: User) -> None:
    """Make a device with a secret of its own, not yet in force, for a user who has none."""
    if device_of(user) is None:
        TOTPDevice.objects.create(user=user, name="telephone", confirmed=False)


def accept(request: HttpRequest, device: TOTPDevice, code: str) -> bool:
    """Whether the code is the device's; then it is in force, and the session is proved by it.

    False too for a code that was used, and for one typed too soon after wrong ones.
    """
    proved = django_otp.verify_token(request.user, device.persistent_id, code)
    if proved is None:
        return False
    if not proved.confirmed:
        proved.confirmed = True
        proved.save(update_fields=["confirmed"])
    request.session.cycle_key()
    django_otp.login(request, proved)
    return True


def secret_of(device: TOTPDevice) -> str:
    """The secret as an app takes it typed: base32, in groups of four."""
    text = base64.b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def picture_of(device: TOTPDevice) -> str:
    """The secret as a QR code, as the data: address of an SVG."""
    image = BytesIO()
    qrcode.make(device.config_url, image_factory=SvgPathImage).save(image)
    return "data:image/svg+xml;base64," + base64.b64encode(image.getvalue()).decode()
