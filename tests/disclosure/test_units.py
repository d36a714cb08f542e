"""Units are distinguished from projects by their sums, and by their names where the sums are ambiguous."""

import itertools
import time
from collections.abc import Sequence

from hypothesis import given, settings, strategies as st

from budget.disclosure.layouts.names import name_kind
from budget.disclosure.layouts.units import Entry, Money, identify_units


def bare(*amounts: int | None, name_kind: str = "unknown") -> Entry:
    return Entry(amounts, True, name_kind)  # type: ignore[arg-type]


def project(*amounts: int | None) -> Entry:
    return Entry(amounts, False)


def units(entries: Sequence[Entry], grand: Money | None = None) -> list[int]:
    return [at for at, is_unit in enumerate(identify_units(entries, grand).is_unit) if is_unit]


def test_a_unit_is_distinguished_from_a_project_by_its_sum() -> None:
    assert units([bare(30), project(10), bare(15), project(5)], (30,)) == [0]
    assert units([bare(10), project(10), bare(5), project(5)], (15,)) == [0, 2]


def test_the_sums_go_before_the_names() -> None:
    entries = [bare(30, name_kind="project"), project(10), bare(15, name_kind="unit"), project(5)]
    assert units(entries, (30,)) == [0]


def test_the_sources_decide_where_the_total_does_not() -> None:
    entries = [bare(20, 15, 5), project(10, 10, None), bare(5, None, 5), project(5, 5, None)]
    assert units(entries) == [0]
    entries = [bare(10, 10, None), project(10, 10, None), bare(5, 5, None), project(5, 5, None)]
    assert units(entries) == [0, 2]


def test_the_grand_total_decides_between_units_that_hold() -> None:
    entries = [bare(20), project(10), bare(5), project(5)]
    assert units(entries, (20,)) == [0]
    # Without it, the reading that breaks no sum is the one.
    assert units(entries) == [0]


def test_where_no_sum_is_stated_the_names_decide() -> None:
    entries = [
        bare(None, name_kind="unit"),
        project(3),
        bare(None, name_kind="project"),
        bare(None, name_kind="unit"),
    ]
    assert units(entries) == [0, 3]


def test_stated_zeros_are_no_evidence() -> None:
    entries = [bare(20, 0, 0), project(10, 0, 0), bare(5, 0, 0), project(5, 0, 0)]
    assert units(entries) == [0]


def test_a_unit_whose_sum_is_wrong_stays_a_unit_where_the_others_hold() -> None:
    entries = [bare(10), project(10), bare(8, name_kind="unit"), project(7), bare(7), project(7)]
    assert units(entries, (25,)) == [0, 2, 4]


def test_a_table_of_projects_alone_has_no_unit() -> None:
    reading = identify_units([bare(5, name_kind="project"), project(30), project(20)], (55,))
    assert reading.is_unit == (False, False, False)
    assert reading.doubtful == ()


def test_the_first_bare_row_is_a_unit_even_if_its_sum_is_wrong() -> None:
    assert units([bare(100), project(90)]) == [0]


def test_a_unit_without_projects_may_be_between_others() -> None:
    entries = [
        bare(10, name_kind="unit"),
        project(10),
        bare(None, name_kind="unit"),
        bare(7, name_kind="unit"),
        project(7),
    ]
    assert units(entries, (17,)) == [0, 2, 3]


def test_where_no_reading_makes_every_sum_hold_and_two_break_as_few_the_doubt_is_reported() -> None:
    # Unit or project, the second bare row breaks its own sum or leaves the first unit's broken.
    entries = [bare(100), project(60), bare(None, name_kind="unit"), project(30)]
    reading = identify_units(entries, None)
    assert reading.doubtful == (2,)


def test_a_wrong_sum_that_leaves_no_choice_is_no_doubt() -> None:
    entries = [bare(11), project(10), bare(7, name_kind="unit"), project(7)]
    reading = identify_units(entries, (18,))
    assert reading.is_unit == (True, False, True, False)
    assert reading.doubtful == ()


def weighed(
    entries: Sequence[Entry], grand: Money | None, reading: Sequence[bool]
) -> tuple[int, int, int, int]:
    """Sums that hold, a unit implied, sums that break, names that agree: counted from the words of the
    rule.
    """
    columns = range(len(entries[0].amounts))
    segments: list[tuple[Money, list[Money]]] = []
    for entry, is_unit in zip(entries, reading, strict=True):
        if is_unit:
            segments.append((entry.amounts, []))
        else:
            if not segments:
                segments.append((tuple(None for _ in columns), []))
            segments[-1][1].append(entry.amounts)
    holds = broken = 0
    for column in columns:
        parts = []
        for stated, projects in segments:
            summed = sum(amounts[column] or 0 for amounts in projects)
            stated_sum = stated[column]
            parts.append(summed if stated_sum is None else stated_sum)
            if stated_sum is not None and stated_sum != summed:
                broken += 1
            elif stated_sum:
                holds += 1
        total = grand[column] if grand else None
        if total is not None and total != sum(parts):
            broken += 1
        elif total:
            holds += 1
    first = entries[0]
    implied = first.is_bare and not reading[0] and first.name_kind != "project"
    votes = sum(
        is_unit == (entry.name_kind == "unit" or (at == 0 and entry.name_kind == "unknown"))
        for at, (entry, is_unit) in enumerate(zip(entries, reading, strict=True))
        if entry.is_bare
    )
    return holds, -implied, -broken, votes


amounts = st.one_of(st.none(), st.integers(0, 6))
entries_of = st.lists(
    st.builds(
        Entry,
        st.tuples(amounts, amounts),
        st.booleans(),
        st.sampled_from(["unit", "project", "unknown"]),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=100)
@given(entries_of, st.one_of(st.none(), st.tuples(amounts, amounts)))
def test_the_reading_taken_is_the_best_of_all_readings(entries: list[Entry], grand: Money | None) -> None:
    readings = list(itertools.product(*([False, True] if entry.is_bare else [False] for entry in entries)))
    scores = {reading: weighed(entries, grand, reading) for reading in readings}
    best = max(score[:3] for score in scores.values())
    tied = {reading for reading, score in scores.items() if score[:3] == best}
    reading = identify_units(entries, grand)
    taken = scores[reading.is_unit]
    if best[2] == 0:
        assert taken == max(scores[reading] for reading in tied)
        assert reading.doubtful == ()
    else:
        assert (taken[0], taken[1], taken[3], taken[2]) == max(
            (holds, implied, votes, broken) for holds, implied, broken, votes in scores.values()
        )
        differing = {reading.is_unit, *tied}
        assert set(reading.doubtful) == {
            at for at in range(len(entries)) if len({reading[at] for reading in differing}) > 1
        }


def test_thousands_of_bare_rows_are_classified_within_seconds() -> None:
    sums_hold = [
        entry for at in range(2500) for entry in (bare(at + 1, at + 1, None), bare(at + 1, at + 1, None))
    ]
    total = sum(at + 1 for at in range(2500))
    no_sum_holds = [bare(at * 7919 % 1000 + 1, at * 104729 % 900 + 1, None) for at in range(5000)]
    started = time.process_time()
    assert units(sums_hold, (total, total, None)) == list(range(0, 5000, 2))
    assert len(identify_units(no_sum_holds, (123456, 123456, None)).is_unit) == 5000
    assert time.process_time() - started < 30


def test_names_of_units_and_projects() -> None:
    department = "某市水务局"
    operator = {
        name: name_kind(name, department)
        for name in (
            "某市水务局",
            "某市水务局（本级）",
            "水文中心",
            "河道管理所",
            "某街道办事处",
            "机构运行辅助经费",
            "河道整治工程",
            "信息化系统运维",
            "研讨会",
            "TZMMZX",
        )
    }
    assert [name for name, name_kind in operator.items() if name_kind == "unit"] == [
        "某市水务局",
        "某市水务局（本级）",
        "水文中心",
        "河道管理所",
        "某街道办事处",
    ]
    assert operator["研讨会"] == operator["TZMMZX"] == "unknown"
