"""Random acts on disclosures, departments and units, after each run of which `verify` finds nothing.

A machine of hypothesis: tests/store/test_random_acts.py runs a few, tests/benchmarks/random_acts.py many.
"""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from budget.actions.aliases import departments, names, units
from budget.actions.base import ActionRefused
from budget.actions.lifecycle import moves, reversals, withdrawals
from budget.disclosure.corrections import Place
from budget.disclosure.problems import Refused
from budget.models import (
    Department,
    DepartmentAlias,
    Disclosure,
    DisclosureEvent,
    Revision,
    Unit,
    UnitAlias,
)
from budget.store import disclosures
from budget.store.verification.rows import verify_disclosure, verify_names
from budget.store.verification.run import verify_full_text
from tests.actions.corrections.editing import correct, editor
from tests.factories import WAN, disclosure, indicators, project, unit

NAMES = ("市教育局", "市文化局", "市旅游局")
UNITS = ("第一中学", "第二中学", "少年宫")
PROJECTS = ("校舍维修", "教师培训", "设备购置")
YEARS = (2022, 2023, 2024)

# What an act may answer: it changed nothing then.
_REFUSALS = (Refused, ActionRefused, ValidationError)
_some = st.integers(0, 5)


class RandomActs(RuleBasedStateMachine):
    """Each rule takes numbers, which choose among the rows there are. An act without a row does nothing.

    `is_thorough`: verify after each act, to name the one that left a difference. `done` counts the acts that
    changed something, of all machines.
    """

    is_thorough = False
    done = 0

    def __init__(self) -> None:
        super().__init__()
        self._begin()
        self.by: User = editor()
        for number in range(2):
            self.store(name=number % 2, year=number, chosen=number + 1, amount=1)

    def _begin(self) -> None:
        self._transaction = transaction.atomic()
        self._transaction.__enter__()

    def teardown(self) -> None:
        try:
            self.verify()
        finally:
            transaction.set_rollback(True)
            self._transaction.__exit__(None, None, None)

    @rule(name=_some, year=_some, chosen=st.integers(1, 7), amount=st.integers(1, 3))
    def store(self, name: int, year: int, chosen: int, amount: int) -> None:
        """Import a table, or revise it: `chosen` says which units it has."""
        rows = [
            unit(
                one,
                *(
                    project(name, amount * WAN, row=6 + at, indicators=indicators("quantity", "social"))
                    for at, name in enumerate(PROJECTS[: amount + 1])
                ),
                row=5,
            )
            for number, one in enumerate((NAMES[name % 3], *UNITS))
            if number == 0 or chosen & 1 << (number - 1)
        ]
        record = disclosure(*rows, department=NAMES[name % 3], year=YEARS[year % 3])
        self._act(lambda: disclosures.store(record))

    @rule(which=_some, unit=_some, value=st.integers(4, 6))
    def correct(self, which: int, unit: int, value: int) -> None:
        self._on(
            Disclosure.objects.in_force(),
            which,
            lambda row: correct(row, Place(unit % 2, 0), "total", str(value * WAN), by=self.by),
        )

    @rule(which=_some)
    def withdraw(self, which: int) -> None:
        self._on(
            Disclosure.objects.in_force(),
            which,
            lambda row: withdrawals.withdraw(row, reason="部门撤回", by=self.by),
        )

    @rule(which=_some)
    def bring_back(self, which: int) -> None:
        self._on(
            Revision.objects.filter(is_current=False),
            which,
            lambda row: withdrawals.bring_back(row, reason="弄错了", by=self.by),
        )

    @rule(which=_some, name=_some, year=_some)
    def move(self, which: int, name: int, year: int) -> None:
        to = moves.Destination(NAMES[name % 3], "广东省广州市", YEARS[year % 3])
        self._on(
            Disclosure.objects.in_force(),
            which,
            lambda row: moves.move(row, to, reason="年度有误", by=self.by),
        )

    @rule(which=_some)
    def undo(self, which: int) -> None:
        self._on(
            DisclosureEvent.objects.order_by("-pk"),
            which,
            lambda event: reversals.undo(event, reason="弄错了", by=self.by),
        )

    @rule(which=_some, into=_some)
    def merge_departments(self, which: int, into: int) -> None:
        self._on(
            Department.objects.order_by("pk"),
            which,
            lambda row: departments.merge([row], self._row(Department.objects, into), "〔2024〕1号", self.by),
        )

    @rule(which=_some, into=_some)
    def merge_units(self, which: int, into: int) -> None:
        self._on(
            Unit.objects.order_by("pk"),
            which,
            lambda row: units.merge([row], self._row(row.department.units, into), "〔2024〕1号", self.by),
        )

    @rule(which=_some, name=_some)
    def name_unit(self, which: int, name: int) -> None:
        self._on(
            Unit.objects.order_by("pk"),
            which,
            lambda row: names.add(UnitAlias(unit=row, name=(*UNITS, "新名")[name % 4]), self.by),
        )

    @rule(which=_some, is_unit=st.booleans())
    def take_name_back(self, which: int, is_unit: bool) -> None:
        self._on(
            (UnitAlias if is_unit else DepartmentAlias).objects.order_by("pk"),
            which,
            lambda row: names.remove(row, self.by, "弄错了"),
        )

    def _on(self, rows: Any, which: int, act: Any) -> None:
        """Do something with one of the rows, if there is any."""
        if (row := self._row(rows, which)) is not None:
            self._act(lambda: act(row))

    def _row(self, rows: Any, which: int) -> Any:
        number = rows.count()
        return rows.order_by("pk")[which % number] if number else None

    def _act(self, act: Any) -> None:
        try:
            with transaction.atomic():
                act()
        except _REFUSALS:
            return
        type(self).done += 1
        if self.is_thorough:
            self.verify()

    @staticmethod
    def verify() -> None:
        """Raise AssertionError with what `verify` finds of all that is stored but files."""
        found = verify_names()
        for key in Disclosure.objects.order_by("pk").values_list("pk", flat=True):
            found += verify_disclosure(key)
        assert [*found, *verify_full_text()] == []
