"""The API does what its description says, and nothing that it does not say: schemathesis asks."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from budget.store import self_evaluations
from tests import factories
from tests.support.self_evaluations import evaluation, evaluations

SCHEMA = "/api/v1/openapi.json"
PATHS = [
    "/api/v1/years",
    "/api/v1/departments",
    "/api/v1/units",
    "/api/v1/projects",
    "/api/v1/projects/{pk}",
    "/api/v1/indicators",
    "/api/v1/disclosures",
    "/api/v1/disclosures/{pk}",
    "/api/v1/findings",
    "/api/v1/results",
    "/api/v1/results/{pk}",
]

# Its requests close their connections, as a server's do: no transaction of the test may hold them.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_the_api_answers_as_it_is_described(collected_static: object, mode: GenerationMode) -> None:
    """What fits the description is answered in its shapes, what does not fit is refused in the shapes of errors."""
    factories.some_year(2023)
    factories.some_year(2024)
    self_evaluations.store(evaluations(evaluation()))
    described = schemathesis.openapi.from_wsgi(SCHEMA, get_wsgi_application())
    for path in PATHS:
        if mode is GenerationMode.NEGATIVE and path == "/api/v1/years":
            continue  # it takes nothing that could be wrong

        @given(case=described[path]["GET"].as_strategy(generation_mode=mode))
        @settings(max_examples=10, derandomize=True, suppress_health_check=list(HealthCheck))
        def ask(case: schemathesis.Case) -> None:
            case.headers["Accept-Encoding"] = "identity"
            case.call_and_validate()

        ask()


def test_the_description_names_every_list_of_the_pages(client: Client) -> None:
    description = client.get(SCHEMA).json()
    assert description["openapi"].startswith("3.")
    assert list(description["paths"]) == PATHS
    assert all(set(path) == {"get"} for path in description["paths"].values())
