"""Sign-in through OpenID Connect, against a provider that answers on this machine."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pytest_django import Settings

from budget.accounts.roles import AUDITOR, EDITOR
from budget.env import Provider
from budget.models import ExternalIdentity
from tests.support.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIDProvider, openid_provider
from tests.support.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenIDProvider]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with openid_provider() as made:
        settings.OPENID = Provider(
            issuer=made.issuer,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            label="统一认证",
            scopes="openid profile",
            roles_claim="",
            role_values={},
        )
        yield made


def sent_back(client: Client, provider: OpenIDProvider, start: str = "/openid/") -> str:
    """Return the address that the provider redirects the reader to, whom the site has sent there."""
    there = client.get(start)["Location"]
    assert there.startswith(f"{provider.issuer}/authorize?")
    return provider.authorize(dict(parse_qsl(urlsplit(there).query)))


def sign_in(client: Client, provider: OpenIDProvider, start: str = "/openid/") -> HttpResponse:
    return client.get(sent_back(client, provider, start))


def who(client: Client) -> User | None:
    """Return the user who is signed in."""
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def test_a_first_sign_in_makes_a_reader_and_the_next_finds_them_again(
    client: Client, provider: OpenIDProvider
) -> None:
    answer = sign_in(client, provider, "/openid/?next=/projects/")
    assert (answer.status_code, answer["Location"]) == (302, "/projects/")
    first = who(client)
    assert (first.username, first.first_name, first.has_usable_password()) == ("zhang", "张三", False)
    assert not first.groups.exists()
    provider.person["preferred_username"] = "zhang.san"  # renamed there, the same person here
    other = Client()
    sign_in(other, provider)
    assert who(other) == first


def test_the_sign_in_page_links_to_the_provider_and_an_account_names_it(
    client: Client, provider: OpenIDProvider
) -> None:
    page = client.get("/login/?next=/projects/").content.decode()
    assert "通过统一认证登录" in page and 'href="/openid/?next=/projects/"' in page
    sign_in(client, provider)
    assert "在本站没有密码" in client.get("/account/").content.decode()


def test_a_name_at_the_provider_never_opens_an_existing_account(
    client: Client, provider: OpenIDProvider
) -> None:
    local = person(EDITOR, "zhang")
    sign_in(client, provider)
    assert who(client) != local and who(client).username == "zhang-2"


def test_an_account_that_an_administrator_linked_to_an_identity_is_found(
    client: Client, provider: OpenIDProvider
) -> None:
    local = person(EDITOR, "li")
    ExternalIdentity.objects.create(user=local, issuer=provider.issuer, subject="person-1")
    sign_in(client, provider)
    assert who(client) == local


def test_the_same_identifier_at_another_provider_is_somebody_else(
    client: Client, provider: OpenIDProvider
) -> None:
    other = person(EDITOR, "li")
    ExternalIdentity.objects.create(user=other, issuer="https://issuer.example", subject="person-1")
    sign_in(client, provider)
    assert who(client) != other


def test_roles_come_from_the_claim_at_every_sign_in_and_other_groups_stay(
    client: Client, provider: OpenIDProvider, settings: Settings
) -> None:
    settings.OPENID = replace(settings.OPENID, roles_claim="groups", role_values={AUDITOR: "审计处"})
    provider.person["groups"] = ["审计处", EDITOR, "食堂"]
    sign_in(client, provider)
    user = who(client)
    user.groups.add(Group.objects.create(name="夜班"))
    assert set(user.groups.values_list("name", flat=True)) == {AUDITOR, EDITOR, "夜班"}
    provider.person["groups"] = "审计处"  # a claim of one value may be no list
    sign_in(client, provider)
    assert set(user.groups.values_list("name", flat=True)) == {AUDITOR, "夜班"}
    del provider.person["groups"]
    sign_in(client, provider)
    assert set(user.groups.values_list("name", flat=True)) == {"夜班"}


def test_without_a_claim_for_them_roles_stay(client: Client, provider: OpenIDProvider) -> None:
    provider.person |= {"groups": [EDITOR], "roles": [EDITOR]}
    sign_in(client, provider)
    who(client).groups.add(Group.objects.get(name=AUDITOR))
    sign_in(client, provider)
    assert list(who(client).groups.values_list("name", flat=True)) == [AUDITOR]


def test_a_closed_account_stays_closed(client: Client, provider: OpenIDProvider) -> None:
    sign_in(client, provider)
    User.objects.update(is_active=False)
    other = Client()
    assert sign_in(other, provider).status_code == 403
    assert who(other) is None


def test_a_key_that_the_provider_changed_is_fetched_anew(client: Client, provider: OpenIDProvider) -> None:
    sign_in(client, provider)
    provider.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})
    provider.published = [provider.key]
    other = Client()
    assert sign_in(other, provider).status_code == 302


@pytest.mark.parametrize(
    "tamper",
    [
        lambda claims: claims | {"aud": "another client"},
        lambda claims: claims | {"aud": "another client", "azp": CLIENT_ID},
        lambda claims: claims | {"iss": "https://issuer.example"},
        lambda claims: claims | {"exp": int(time.time()) - 3600},
        lambda claims: claims | {"nonce": "of another session"},
        lambda claims: {name: claims[name] for name in claims if name != "nonce"},
        lambda claims: {name: claims[name] for name in claims if name != "sub"},
        lambda claims: claims | {"sub": ""},
        lambda claims: claims | {"sub": 7},
        lambda claims: claims | {"sub": "x" * 256},
    ],
    ids=[
        *("audience", "audience, authorised", "issuer", "expired", "nonce", "no nonce", "no subject"),
        *("empty subject", "number as subject", "long subject"),
    ],
)
def test_a_token_for_another_client_session_or_time_signs_nobody_in(
    client: Client, provider: OpenIDProvider, tamper: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    provider.tamper = tamper
    assert sign_in(client, provider).status_code == 403
    assert who(client) is None and not User.objects.exists()


def test_a_token_signed_by_somebody_else_signs_nobody_in(client: Client, provider: OpenIDProvider) -> None:
    forged = RSAKey.generate_key(2048, {"kid": provider.key.kid})
    provider.key = forged
    assert sign_in(client, provider).status_code == 403
    assert who(client) is None


def as_text(content: dict[str, Any]) -> str:
    """Return a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_signed_without_a_secret_key_signs_nobody_in(
    client: Client,
    provider: OpenIDProvider,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    algorithm: str,
) -> None:
    """Neither without a key nor with the public key as a secret, even where the provider offers both."""
    honest = provider.token

    def forged(form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        token = honest(form, authorization)
        header = {"alg": algorithm, "kid": provider.key.kid}
        claims = jwt.decode(token["id_token"], provider.key).claims
        public = json.dumps(provider.published[0].as_dict(private=False))
        unsigned = f"{as_text(header)}.{as_text(claims)}."
        signed = jwt.encode(header, claims, OctKey.import_key(public)) if algorithm == "HS256" else unsigned
        return token | {"id_token": signed}

    monkeypatch.setattr(provider, "token", forged)
    assert sign_in(client, provider).status_code == 403
    assert who(client) is None
    assert f"Algorithm of '{algorithm}' is not allowed" in caplog.text


def test_an_answer_without_its_session_signs_nobody_in(client: Client, provider: OpenIDProvider) -> None:
    """A link that somebody else prepared would sign the reader in under the other's account."""
    back = sent_back(Client(), provider)
    assert client.get(back).status_code == 403
    assert who(client) is None


def test_a_code_is_valid_once(client: Client, provider: OpenIDProvider) -> None:
    back = sent_back(client, provider)
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403


def test_a_refusal_by_the_provider_is_shown_in_words(client: Client, provider: OpenIDProvider) -> None:
    answer = client.get("/openid/callback/?error=access_denied&error_description=<b>no</b>&state=x")
    assert answer.status_code == 403
    assert "登录未成功" in answer.content.decode() and "<b>no</b>" not in answer.content.decode()


def test_a_provider_that_does_not_answer_or_is_another_is_shown_in_words(
    client: Client, provider: OpenIDProvider, settings: Settings
) -> None:
    settings.OPENID = replace(settings.OPENID, issuer=provider.issuer + "/")
    assert client.get("/openid/").status_code == 403
    settings.OPENID = replace(settings.OPENID, issuer="http://127.0.0.1:9")
    assert client.get("/openid/").status_code == 403


@pytest.mark.parametrize("following", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x"])
def test_no_redirect_leaves_the_site(client: Client, provider: OpenIDProvider, following: str) -> None:
    assert sign_in(client, provider, f"/openid/?next={following}")["Location"] == "/"


def test_a_user_from_the_provider_needs_no_second_factor(
    client: Client, provider: OpenIDProvider, settings: Settings
) -> None:
    settings.SECOND_FACTOR = True
    asking = Client()
    sign_in(asking, provider)
    assert asking.get("/account/").status_code == 200
