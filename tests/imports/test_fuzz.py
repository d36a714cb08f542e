"""Damaged files: each disclosure that is read is stored whole, and nothing of what is refused."""

from dataclasses import replace

import pytest

from budget.disclosure.open_data import digest_of, records_in
from budget.disclosure.problems import Refused
from budget.disclosure.read import Read, read
from budget.models import Department, Disclosure, StoredFile, Unit
from budget.store import disclosures
from budget.store.rows_reader import records_of
from budget.store.sources import Received
from tests.support.fuzzing import Damaged, damaged

INPUTS = 40


def reads_of(one: Damaged, number: int) -> list[Read]:
    """Return the readings of a file, each disclosure in a region of its own, so that none revises another."""
    try:
        reads = read(one.content, one.name, one.given).reads
    except Refused:
        return []
    return [
        replace(each, disclosure=replace(each.disclosure, region=f"{number}.{part}市"))
        for part, each in enumerate(reads)
    ]


@pytest.mark.django_db
def test_a_damaged_file_is_in_whole_or_not_at_all() -> None:
    stored = 0
    for number, one in enumerate(damaged(INPUTS, seed=7)):
        for each in reads_of(one, number):
            try:
                disclosures.store(each.disclosure, each.problems, [Received(one.name, one.content)])
            except Refused:
                continue
            stored += 1
    assert stored == Disclosure.objects.count() > INPUTS // 10
    for disclosure in Disclosure.objects.all():
        current = disclosure.revisions.get(is_current=True)
        assert current.digest == digest_of(records_of(disclosure))
        assert records_in(bytes(current.snapshot)) == records_of(disclosure)
        assert current.sources.exists()
    assert not Department.objects.filter(disclosures=None).exists()
    assert not Unit.objects.filter(statements=None).exists()
    assert not StoredFile.objects.filter(sources=None).exists()
