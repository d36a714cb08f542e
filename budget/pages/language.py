"""The language of a reader: Chinese, unless the browser prefers English."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header


def language_for(request: HttpRequest) -> str:
    """Return the language chosen (the language cookie), else "en" for an English browser, else Chinese."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        return chosen
    requested = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    if requested and requested[0][0].split("-")[0] == "en":
        return "en"
    return settings.LANGUAGE_CODE


class LanguageMiddleware(LocaleMiddleware):
    """Django's own takes any language listed that it knows: German with English second gave English."""

    def process_request(self, request: HttpRequest) -> None:
        translation.activate(language_for(request))
        request.LANGUAGE_CODE = translation.get_language()
