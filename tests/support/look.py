"""A page with every component of the stylesheet, in an URLconf of its own: /look/."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from budget.pages.charts import Chart, Segment
from budget.pages.formats import Fact, money

PAGE = """
{% extends "base.html" %}{% load django_tables2 %}
{% block scripts %}{% include "_chart_scripts.html" %}{% endblock %}
{% block content %}
{% include "_facts.html" %}{% include "_chips.html" %}
{% for chart in charts %}{% include "_chart.html" %}{% endfor %}
{% render_table table "budget/table.html" %}
{% endblock %}
"""

# Tiles from large to far too small for a name.
NAMES = [
    ("业务用房物业管理费", 376_000_000),
    ("委员服务管理信息系统（二期）升级改造及运维服务项目经费", 240_500_000),
    ("全体会议经费", 700_000_000),
    ("视察调研经费", 88_000_000),
    ("机构运行辅助经费", 63_070_000),
    ("Maintenance of the information system of the archive", 41_000_000),
    ("宣传", 9_000_000),
    ("资料", 2_000_000),
    ("印刷", 1_000_000),
    ("未列明", None),
    ("零", 0),
]


class AmountColumn(tables.Column):
    def __init__(self, **extra: Any) -> None:
        super().__init__(attrs={"th": {"class": "amount"}, "td": {"class": "amount"}}, **extra)

    def render(self, value: int) -> str:
        return money(value)


class ProjectTable(tables.Table):
    name = tables.Column(verbose_name="项目")
    objective = tables.Column(verbose_name="绩效目标", attrs={"td": {"class": "prose"}}, orderable=False)
    total = AmountColumn(verbose_name="总计（万元）")

    caption = "项目"


def charts() -> list[Chart]:
    """One chart of each kind, one with a single part, and one that has negative amounts."""
    projects = tuple(
        Segment(name, fen, url=f"/look/?project={number}") for number, (name, fen) in enumerate(NAMES)
    )
    sources = (
        Segment(
            "财政拨款", 2_984_020_000, url="/look/?source=fiscal_appropriation", tone="fiscal_appropriation"
        ),
        Segment("其他资金", 355_980_000, url="/look/?source=other_funds", tone="other_funds"),
        Segment("财政专户拨款", None, tone="special_account"),
    )
    units = tuple(
        Segment(
            f"{name}机关服务中心",
            3 * number * 1_000_000,
            url=f"/look/?unit={number}",
            parts=(
                Segment("财政拨款", 2 * number * 1_000_000, url="/look/?part=1", tone="fiscal_appropriation"),
                Segment("其他资金", number * 1_000_000, url="/look/?part=2", tone="other_funds"),
            ),
        )
        for number, name in ((7, "甲"), (4, "乙"), (2, "丙"))
    )
    categories = tuple(
        Segment(name, count, url=f"/look/?category={tone}", tone=tone)
        for name, count, tone in (
            ("数量指标", 28, "quantity"),
            ("质量指标", 17, "quality"),
            ("时效指标", 9, "timeliness"),
            ("社会效益指标", 8, "social"),
            ("服务对象满意度指标", 6, "satisfaction"),
            ("成本指标", 0, "cost"),
        )
    )
    return [
        Chart("sources", "资金来源", "doughnut", "money", sources),
        Chart("categories", "绩效指标类别", "bars", "count", categories),
        Chart("units", "各单位资金", "stacked", "money", units),
        Chart("projects", "各项目资金", "treemap", "money", projects),
        Chart("one", "资金来源（仅一项）", "doughnut", "money", (sources[0], sources[2])),
        Chart("minus", "调整", "treemap", "money", (Segment("核减", -2_500_000), Segment("追加", 8_000_000))),
    ]


def look(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "name": name,
            "objective": "保障会议顺利召开。\n提高服务质量，参会人员满意度达到95%以上。" * 3,
            "total": fen,
        }
        for name, fen in NAMES * 5
    ]
    table = ProjectTable(rows, request=request, order_by=request.GET.get("sort"))
    table.totals = {"total": sum(fen or 0 for _name, fen in NAMES * 5)}
    table.paginate(page=1, per_page=25)
    context = {
        "title": "广州市某某局",
        "kind": "部门",
        "crumbs": [("总览", "/"), ("部门", "/"), ("广州市某某局", "")],
        "years": [(2024, "?year=2024"), (2023, "?year=2023")],
        "year": 2024,
        "facts": [
            Fact("总计", "3,340.00", "万元", "/look/"),
            Fact("单位", "3", url="/look/"),
            Fact("项目", "21", url="/look/", note="其中 1 个保密项目"),
            Fact("指标", "68", url="/look/"),
            Fact("上年结转", None, "万元"),
        ],
        "chips": [("单位", "广州市某某局", "?"), ("类别", "数量指标", "?")],
        "charts": charts(),
        "table": table,
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


urlpatterns = [path("look/", look), path("", include("budget.urls"))]
