"""What tests of pages are made of: records, stored as an import stores them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.management import call_command

from budget.disclosure.problems import Problem
from budget.disclosure.records import Amounts, Disclosure, Indicator, Project, Unit
from budget.models import Disclosure as DisclosureRow, Upload, UploadedDisclosure, UploadOutcome
from budget.store import disclosures
from budget.store.sources import Received
from budget.uploads import services
from tests.support.paths import SAMPLES
from tests.support.replay import replay

WAN = 1_000_000  # fen in 万元

LEVELS = {
    "quantity": ("1", "产出指标", "11", "数量指标"),
    "quality": ("1", "产出指标", "12", "质量指标"),
    "timeliness": ("1", "产出指标", "13", "时效指标"),
    "social": ("2", "效益指标", "22", "社会效益"),
    "satisfaction": ("3", "满意度指标", "31", "服务对象满意度"),
    "unclassified": ("9", "其他指标", "99", "其他"),
}


def indicator(
    category: str = "quantity", name: str = "培训次数", target: str = "≥50次", **fields: Any
) -> Indicator:
    """An indicator of a category; `position` counts from 1 in its project."""
    level1_code, level1, level2_code, level2 = LEVELS[category]
    plain: dict[str, Any] = {
        "position": 1,
        "level1_code": level1_code,
        "level1": level1,
        "level2_code": level2_code,
        "level2": level2,
        "name": name,
        "period_target": target,
        "annual_target": target,
    }
    return Indicator(**plain | fields)


def indicators(*categories: str) -> tuple[Indicator, ...]:
    """One indicator of each of these categories, numbered."""
    return tuple(
        indicator(category, name=f"指标{position}", position=position)
        for position, category in enumerate(categories, start=1)
    )


def amounts(fiscal: int | None = None, other: int | None = None, **fields: Any) -> Amounts:
    """Amounts in fen whose total is their sum, None where none is stated."""
    stated = [value for value in (fiscal, other) if value is not None]
    plain: dict[str, Any] = {"total": sum(stated) if stated else None}
    return Amounts(**plain | {"fiscal_appropriation": fiscal, "other_funds": other} | fields)


def project(
    name: str, money: Amounts | int | None = 7 * WAN, row: int | None = None, **fields: Any
) -> Project:
    """A project; `money` as a number is all fiscal appropriation."""
    stated = money if isinstance(money, Amounts) else amounts(fiscal=money)
    return Project(**{"name": name, "row": row, "amounts": stated, "objective": f"{name}的目标"} | fields)


def unit(name: str, *projects: Project, row: int | None = None, stated: Amounts | None = None) -> Unit:
    """A unit that states what its projects sum up to, unless told otherwise."""
    return Unit(name, row, stated or Amounts(total=_sum(projects)), projects)


def _sum(projects: Sequence[Project]) -> int | None:
    found = [one.amounts.total for one in projects if one.amounts.total is not None]
    return sum(found) if found else None


def disclosure(*units: Unit, department: str = "市教育局", year: int = 2024, **fields: Any) -> Disclosure:
    """A wide table that states what its projects sum up to, unless told otherwise."""
    total = _sum([one for each in units for one in each.projects])
    plain: dict[str, Any] = {
        "department": department,
        "region": "广东省广州市",
        "fiscal_year": year,
        "layout": "wide",
        "amounts": Amounts(total=total),
        "row": 4,
        "units": units,
        "title": f"项目支出绩效目标表（{year}年度）",
    }
    return Disclosure(**plain | fields)


def stored(
    record: Disclosure, problems: Sequence[Problem] = (), files: Sequence[Received] = ()
) -> DisclosureRow:
    """The disclosure that the records become; where an earlier test stored the same, its rows are copied."""
    return DisclosureRow.objects.get(pk=replay(_store, record, tuple(problems), tuple(files)))


def _store(record: Disclosure, problems: Sequence[Problem], files: Sequence[Received]) -> int:
    return disclosures.store(record, problems, files).disclosure.pk


def real_disclosure() -> None:
    """The disclosure in samples/, imported as an operator does."""
    replay(_import_samples)


def _import_samples() -> None:
    call_command("import_disclosures", str(SAMPLES), region="广东省广州市", verbosity=0)


# The problems of the disclosure of `some_year`.
SOME_PROBLEMS = [
    Problem("unread-text", row=6, column="绩效指标", text="尾巴", details={"why": "after-last"}),
    Problem(
        "missing-target",
        row=11,
        column="绩效指标",
        text="指标1",
        details={"position": "1", "which": "年度指标值"},
    ),
    Problem("text-outside-table", text="注：单位为万元"),
]


def some_year(year: int = 2024) -> DisclosureRow:
    """A year with a bit of everything: two departments, several sources, an unstated amount, money that no
    source accounts for, namesakes, a unit without projects, an unclassified indicator, a confidential one.

    Returns the disclosure of 市教育局.
    """
    stored(
        disclosure(
            unit(
                "市交通局",
                project("公路养护", amounts(fiscal=30 * WAN), row=6, indicators=indicators("quantity")),
                row=5,
            ),
            department="市交通局",
            year=year,
        )
    )
    first = unit(
        "市教育局",
        project(
            "教师培训",
            amounts(fiscal=80 * WAN, other=20 * WAN),
            row=6,
            indicators=indicators("quantity", "quality", "quantity"),
        ),
        project(
            "校舍维修",
            amounts(fiscal=0, other=5 * WAN),
            row=7,
            indicators=indicators("timeliness", "unclassified"),
        ),
        project("没有金额", None, row=8),
        project(
            "来源不明",
            Amounts(total=9 * WAN, fiscal_appropriation=4 * WAN),
            row=9,
            indicators=indicators("social"),
        ),
        row=5,
    )
    second = unit(
        "第一中学",
        project("设备购置", 3 * WAN, row=11, indicators=indicators("quantity", "satisfaction")),
        project("设备购置", 4 * WAN, row=12, indicators=indicators("quantity")),
        project("某项目", 2 * WAN, row=13, objective="本项目为保密项目。", indicators=indicators("quality")),
        row=10,
    )
    files = [Received(f"教育局{year}.txt", f"{year}年的表".encode(), "https://edu.example.org/2024")]
    record = disclosure(first, second, unit("空单位", row=14, stated=Amounts(total=0)), year=year)
    return stored(record, SOME_PROBLEMS, files)


def large_disclosure(projects: int, year: int = 2024) -> DisclosureRow:
    """A disclosure of so many projects in units of 50, each with two indicators."""
    made = [
        project(
            f"项目{number}",
            (number + 1) * WAN,
            row=10 + number,
            indicators=indicators("quantity", "satisfaction"),
        )
        for number in range(projects)
    ]
    units = [unit(f"单位{start}", *made[start : start + 50], row=9) for start in range(0, projects, 50)]
    return stored(disclosure(*units, department="大部门", year=year))


def upload(by: AbstractBaseUser) -> Upload:
    """An upload of one file that waits to be confirmed, as a worker leaves it."""
    made = services.receive([services.SentFile("a.txt", BytesIO(b"a"))], {"region": "某市"}, by)
    one = UploadedDisclosure.objects.create(
        upload=made, position=1, department="某局", fiscal_year=2024, status="imported"
    )
    UploadOutcome.objects.create(upload=made, number=1, file="a.txt", status="imported", disclosure=one)
    Upload.objects.filter(pk=made.pk).update(state=Upload.State.PREVIEWED, run=uuid4())
    made.refresh_from_db()
    return made
