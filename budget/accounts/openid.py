"""Sign-in through OpenID Connect: whom the provider names, and what roles they have here.

Authlib keeps the flow (code with PKCE, state, nonce) and checks the provider's word. A person is known by
issuer and subject alone: a name or an e-mail address may pass to somebody else, and never leads to an
account that is there already; an administrator ties one to its identity.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import RequestException

from budget.accounts.roles import ROLES
from budget.env import Provider
from budget.models.people import ExternalIdentity

# With a key pair alone: "none" proves nothing, and a shared secret would make every client an issuer.
SIGNATURES: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
# A provider that does not answer must not hold a worker for long.
SECONDS: Final = 10
# Between the provider's clock and ours.
LEEWAY_SECONDS: Final = 60
# The standard's own limit.
LONGEST_SUBJECT: Final = 255
# Of Django's user names, and what may not stand in one.
LONGEST_NAME: Final = 150
_NOT_IN_NAMES: Final = re.compile(r"[^\w.@+-]")


class SignInFailed(Exception):
    """The provider did not answer, refused, or its word does not hold; the reason is for the log."""


@lru_cache(maxsize=1)
def _client(provider: Provider) -> DjangoOAuth2App:
    """Authlib's client, one per process, so that the provider's keys are fetched once."""
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
    """The client with what the provider says of itself. Raises SignInFailed where that is another issuer."""
    client = _client(provider)
    said = client.load_server_metadata()
    if said.get("issuer") != provider.issuer:
        _client.cache_clear()
        raise SignInFailed(f"the provider calls itself {said.get('issuer')!r}, not {provider.issuer!r}")
    offered = said.get("id_token_signing_alg_values_supported") or SIGNATURES
    said["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNATURES]
    return client


# Whatever a provider may answer wrongly: not at all, no JSON, without an entry, or a word that does not hold.
_FAILURES: Final = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError)


def to_provider(request: HttpRequest, come_back_to: str) -> HttpResponse:
    """A redirect to the provider, which sends the reader back to the address `come_back_to`.

    Raises SignInFailed where the provider does not answer.
    """
    try:
        return _ready_client(settings.OPENID).authorize_redirect(request, come_back_to)
    except _FAILURES as error:
        raise SignInFailed(f"{type(error).__name__}: {error}") from error


def claims_from_provider(request: HttpRequest) -> Mapping[str, Any]:
    """What the provider says of the reader whom it sent back with this request.

    Raises SignInFailed where it refused them, or where its word is not signed by it, not for us, not for this
    session, or out of date.
    """
    provider: Provider = settings.OPENID
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
    claims = token.get("userinfo")
    if not claims:
        raise SignInFailed("the provider sent no identity")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise SignInFailed("the provider's identifier is no text of a length that can be kept")
    return claims


def person_of(claims: Mapping[str, Any]) -> User:
    """The user whom the claims are about, made at their first sign-in, with the roles that the claims give.

    Roles change only where the installation names a claim for them (OIDC_ROLES_CLAIM).
    """
    provider: Provider = settings.OPENID
    with transaction.atomic():
        identity = (
            ExternalIdentity.objects.select_related("user")
            .filter(issuer=provider.issuer, subject=claims["sub"])
            .first()
        )
        user = identity.user if identity else _new_person(provider, claims)
        if provider.roles_claim:
            _give_roles(user, roles_in(provider, claims))
    return user


def _new_person(provider: Provider, claims: Mapping[str, Any]) -> User:
    asked = str(claims.get("preferred_username") or claims["sub"])
    name = _NOT_IN_NAMES.sub("-", asked)[: LONGEST_NAME - 5]
    taken = set(User.objects.filter(username__startswith=name).values_list("username", flat=True))
    free = next(one for one in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if one not in taken)
    user = User.objects.create_user(free, first_name=str(claims.get("name") or "")[:150])
    ExternalIdentity.objects.create(user=user, issuer=provider.issuer, subject=claims["sub"])
    return user


def roles_in(provider: Provider, claims: Mapping[str, Any]) -> set[str]:
    """The roles that the claims give: those whose value, as the installation names it, the claim holds."""
    said = claims.get(provider.roles_claim)
    values = said if isinstance(said, list) else [said]
    return {role for role in ROLES if provider.role_values.get(role, role) in values}


def _give_roles(user: User, roles: set[str]) -> None:
    """Exactly these roles; the user's other groups stay."""
    others = user.groups.exclude(name__in=ROLES)
    user.groups.set([*others, *Group.objects.filter(name__in=roles)])
