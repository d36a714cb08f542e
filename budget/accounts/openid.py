"""Sign-in through OpenID Connect: the identity that the provider asserts, its user and roles here.

Authlib runs the flow (code with PKCE, state, nonce) and verifies the token. A person is identified by issuer
and subject alone: a name or an e-mail address may pass to another person and never opens an existing account.
An administrator links an existing account to an identity.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import RequestException

from budget.accounts.roles import ROLES
from budget.env import Provider
from budget.models.people import ExternalIdentity

# Algorithms with a key pair only: "none" proves nothing, and with a shared secret every client could sign.
SIGNATURES: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
# A provider that does not answer must not hold a worker for long.
SECONDS: Final = 10
# Allowed difference between the provider's clock and this machine's.
LEEWAY_SECONDS: Final = 60
# The limit of the OpenID Connect standard.
LONGEST_SUBJECT: Final = 255
# The limit of Django's user names, and the characters not allowed in one.
LONGEST_NAME: Final = 150
_NOT_IN_NAMES: Final = re.compile(r"[^\w.@+-]")


class SignInFailed(Exception):
    """The provider did not answer, refused, or sent an invalid token. The message is for the log."""


def _provider() -> Provider:
    """Return the provider of the installation. Raises ImproperlyConfigured where it has none."""
    provider = settings.OPENID
    if provider is None:
        raise ImproperlyConfigured("OIDC_ISSUER names no provider to sign in by")
    return provider


@lru_cache(maxsize=1)
def _client(provider: Provider) -> DjangoOAuth2App:
    """Return Authlib's client, one per process, so that the provider's keys are fetched once."""
    oauth = OAuth()
    oauth.register(
        "openid",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": provider.scopes,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )
    return oauth.openid


def _ready_client(provider: Provider) -> DjangoOAuth2App:
    """Return the client with the provider's metadata. Raises SignInFailed where they name another issuer."""
    client = _client(provider)
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != provider.issuer:
        _client.cache_clear()
        raise SignInFailed(f"the provider calls itself {metadata.get('issuer')!r}, not {provider.issuer!r}")
    offered = metadata.get("id_token_signing_alg_values_supported") or SIGNATURES
    metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNATURES]
    return client


# Errors of a provider: no answer, no JSON, a missing entry, an invalid token.
_FAILURES: Final = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError)


def redirect_to_provider(request: HttpRequest, callback: str) -> HttpResponse:
    """Redirect to the provider, which sends the reader back to the address `callback`.

    Raises SignInFailed where the provider does not answer.
    """
    try:
        answer: HttpResponse = _ready_client(_provider()).authorize_redirect(request, callback)
    except _FAILURES as error:
        raise SignInFailed(f"{type(error).__name__}: {error}") from error
    return answer


def claims_from_provider(request: HttpRequest) -> Mapping[str, Any]:
    """Return the provider's claims about the reader whom it sent back with this request.

    Raises SignInFailed where it refused them, or where the token is not signed by it, or is for another
    client, session or time.
    """
    provider = _provider()
    try:
        token = _ready_client(provider).authorize_access_token(
            request,
            leeway=LEEWAY_SECONDS,
            claims_options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "sub": {"essential": True},
            },
        )
    except _FAILURES as error:
        raise SignInFailed(f"{type(error).__name__}: {error}") from error
    claims: Mapping[str, Any] | None = token.get("userinfo")
    if not claims:
        raise SignInFailed("the provider sent no identity")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise SignInFailed("the provider's identifier is no text of a length that can be kept")
    return claims


def user_of(claims: Mapping[str, Any]) -> User:
    """Return the user whom the claims identify, created at the first sign-in, and set their roles.

    Roles change only where the installation names a claim for them (OIDC_ROLES_CLAIM).
    """
    provider = _provider()
    with transaction.atomic():
        identity = (
            ExternalIdentity.objects.select_related("user")
            .filter(issuer=provider.issuer, subject=claims["sub"])
            .first()
        )
        user = identity.user if identity else _new_user(provider, claims)
        if provider.roles_claim:
            _set_roles(user, roles_in(provider, claims))
    return user


def _new_user(provider: Provider, claims: Mapping[str, Any]) -> User:
    wanted = str(claims.get("preferred_username") or claims["sub"])
    name = _NOT_IN_NAMES.sub("-", wanted)[: LONGEST_NAME - 5]
    taken = set(User.objects.filter(username__startswith=name).values_list("username", flat=True))
    free = next(one for one in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if one not in taken)
    user = User.objects.create_user(free, first_name=str(claims.get("name") or "")[:150])
    ExternalIdentity.objects.create(user=user, issuer=provider.issuer, subject=claims["sub"])
    return user


def roles_in(provider: Provider, claims: Mapping[str, Any]) -> set[str]:
    """Return the roles whose value, as the installation names it, is in the claim."""
    claim = claims.get(provider.roles_claim)
    values = claim if isinstance(claim, list) else [claim]
    return {role for role in ROLES if provider.role_values.get(role, role) in values}


def _set_roles(user: User, roles: set[str]) -> None:
    """Set the user's roles. Other groups of theirs stay."""
    others = user.groups.exclude(name__in=ROLES)
    user.groups.set([*others, *Group.objects.filter(name__in=roles)])
