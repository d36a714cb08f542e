"""Rows written as tuples are those that the models would have written."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from budget.models import CategoryFigures, Finding, Problem, Project, SearchText, UnitStatement
from budget.store import bulk
from indicators.models import Indicator
from tests import factories

pytestmark = pytest.mark.django_db
MODELS = [Project, Indicator, Finding, SearchText, CategoryFigures, UnitStatement]


def _columns(row: Indicator | Problem) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_has_its_values_and_the_defaults_of_the_other_columns() -> None:
    project = Project.objects.filter(disclosure=factories.some_year()).latest("pk")
    values = {
        "project_id": project.pk,
        "position": 77,
        "name": "培训\t“次数”\\n\n换行",
        "as_disclosed": {"name": "培训\x01次数"},
        "annual_number": Decimal("0.0000000001"),
        "period_number": Decimal("123456.75"),
        "row": None,
    }
    bulk.insert(Indicator, tuple(values), [tuple(values.values())])
    one = Indicator.objects.get(project=project, position=77)
    other = Indicator(**values | {"position": 78})
    super(Indicator, other).save()  # without reading the targets
    other.refresh_from_db()
    assert _columns(one) | {"id": 0, "position": 0} == _columns(other) | {"id": 0, "position": 0}
    assert {name: getattr(one, name) for name in values} == values


def test_columns_of_stored_rows_are_set() -> None:
    disclosure = factories.some_year()
    problems = list(disclosure.problems.order_by("position"))
    bulk.update(Problem, ("text", "details"), [("新", {"a": "一"}, problems[0].pk)])
    first, *others = disclosure.problems.order_by("position")
    assert (first.text, first.details) == ("新", {"a": "一"})
    assert list(map(model_to_dict, others)) == list(map(model_to_dict, problems[1:]))
    texts = ["培训\t“次数”\\n{,}\n", "NULL"]
    pairs = [(text, row, one.pk) for text, row, one in zip(texts, (None, 7), problems, strict=False)]
    bulk.update(Problem, ("text", "row"), pairs)
    after = disclosure.problems.order_by("position")
    assert list(after.values_list("text", "row", "pk"))[: len(pairs)] == pairs


@pytest.mark.parametrize("model", MODELS)
def test_reserved_ids_are_given_once(model: type[Project]) -> None:
    factories.some_year()
    last = model.objects.latest("pk").pk
    ids = [*bulk.reserve_ids(model, 2), *bulk.reserve_ids(model, 3), *bulk.reserve_ids(model, 0)]
    assert ids == sorted(set(ids))
    assert len(ids) == 5
    assert ids[0] > last


def test_the_next_row_that_a_model_saves_comes_after_reserved_ids() -> None:
    disclosure = factories.some_year()
    (reserved,) = bulk.reserve_ids(Problem, 1)
    saved = Problem.objects.create(disclosure=disclosure, position=99, code="unread", level="warning")
    assert saved.pk > reserved


def test_a_row_that_breaks_a_constraint_raises_as_the_models_do() -> None:
    disclosure = factories.some_year()
    columns = ("disclosure_id", "position", "code", "level")
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Problem, columns, [(disclosure.pk, 98, "unread", "no level")])
