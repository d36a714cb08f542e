"""Lists of a whole year read no more rows than they show: their queries are the same however much there is,
and none adds up or sorts the rows of the year.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db

LISTS = [
    "/projects/?year=2024",
    "/projects/?year=2024&page=3",
    "/projects/?year=2024&type=other&category=quantity",
    "/projects/?year=2024&sort=-indicators",
    "/indicators/?year=2024&category=quantity&kind=count",
    "/indicators/?year=2024&category=quantity&level=warning&sort=category",
]
# A query that reads projects or indicators and adds up, groups or counts what it reads.
ADDS_UP = re.compile(r"(COUNT|SUM)\(|GROUP BY|DISTINCT")
OF_ROWS = re.compile(
    r'(FROM|JOIN) "(budget_project|indicators_indicator|budget_choicefigures|budget_unitstatement)"'
)


@pytest.mark.parametrize("url", LISTS)
def test_no_query_of_a_list_adds_up_the_rows_of_the_year(client: Client, url: str) -> None:
    factories.large_disclosure(120)
    client.get(url)  # what changed is read once into the process's memory
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    adding = [
        query["sql"] for query in queries if ADDS_UP.search(query["sql"]) and OF_ROWS.search(query["sql"])
    ]
    assert adding == []
