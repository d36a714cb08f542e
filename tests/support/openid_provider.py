"""An OpenID Connect provider on this machine: discovery, keys, codes for PKCE, tokens signed RS256.

It knows one client and signs in whoever `person` says. `tamper` changes the claims of the next token, `key`
signs them; so a test has it say what an honest provider would not.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "site", "secret of the site"


class OpenIDProvider:
    def __init__(self, address: str) -> None:
        self.issuer = address
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})
        self.published = [self.key]
        self.person: dict[str, Any] = {"sub": "person-1", "preferred_username": "zhang", "name": "张三"}
        self.tamper: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
        self.codes: dict[str, dict[str, str]] = {}

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.published]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the reader is sent back to, once they have signed in here."""
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """What the site gets for a code; None where it is not the client, or the code is not its own."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if asked is None or authorization != expected or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        header = {"alg": "RS256", "kid": self.key.kid}
        signed = jwt.encode(header, self.tamper(claims | self.person), self.key)
        return {"access_token": "access", "token_type": "Bearer", "id_token": signed}


@contextmanager
def openid_provider() -> Iterator[OpenIDProvider]:
    """A provider that answers until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.provider = OpenIDProvider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.provider
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: OpenIDProvider = self.server.provider
        address = urlsplit(self.path)
        match address.path:
            case "/.well-known/openid-configuration":
                self._answer(200, provider.configuration())
            case "/keys":
                self._answer(200, provider.keys())
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(dict(parse_qsl(address.query))))
                self.end_headers()
            case _:
                self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        token = self.server.provider.token(form, self.headers.get("Authorization", ""))
        self._answer(400, {"error": "invalid_grant"}) if token is None else self._answer(200, token)

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Nothing: the tests' output is for the tests."""
