"""One project: what is disclosed of it, to the character, and where it stands."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

from budget.disclosure.records import Amounts
from budget.models import Disclosure, Project
from indicators.models import Indicator
from indicators.readings import IndicatorView
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db

ODD_TEXTS = [
    "<b>标准</b>:≥95%，得100分；<95%，得50分",
    "第一行\n第二行 & “引号” '单引号'",
    "１２３（％）〈〉{{ name }}",
    "javascript:alert(1)",
]


def _project(**fields: object) -> Project:
    record = factories.disclosure(factories.unit("市教育局", factories.project("甲项目", **fields)))
    factories.stored(record)
    return Project.objects.get()


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_every_text_stands_on_the_page_exactly_as_disclosed(client: Client, text: str) -> None:
    indicator = factories.indicator(name=f"名{text}", target=f"值{text}", level1=f"级{text}")
    project = _project(
        objective=f"目标{text}", indicators=(indicator,), indicators_text=f"格{text}", unread=f"余{text}"
    )
    tree = html.fromstring(client.get(project.get_absolute_url()).content.decode())
    texts = {node.text_content() for node in tree.xpath("//*[@class='disclosed']")}
    for expected in (f"名{text}", f"值{text}", f"目标{text}", f"格{text}", f"余{text}"):
        assert expected in texts
    assert f"1-级{text}" in tree.xpath("string(//*[@id='indicators'])")


def test_the_indicators_are_grouped_by_category_in_the_order_of_the_classification(client: Client) -> None:
    project = _project(
        indicators=factories.indicators("satisfaction", "unclassified", "quantity", "quantity")
    )
    groups = client.get(project.get_absolute_url()).context["groups"]
    assert [(group.key, [one.position for one in group.indicators]) for group in groups] == [
        ("quantity", [3, 4]),
        ("satisfaction", [1]),
        ("unclassified", [2]),
    ]


def test_a_target_is_shown_as_read_beside_the_text() -> None:
    row = Indicator(pk=1, position=1, name="满意度", annual_target="≥98.50%", annual_kind="percentage")
    row.annual_comparator, row.annual_unit = "≥", "%"
    row.annual_number = Decimal("98.5000000000")
    view = IndicatorView(row)
    assert (view.annual.text, view.annual.measure) == ("≥98.50%", "≥ 98.5 %")
    assert (view.period.text, view.period.measure) == ("", "")


def test_its_share_of_unit_and_department_is_of_what_their_projects_sum_up_to(client: Client) -> None:
    factories.some_year()
    facts = client.get(Project.objects.get(name="某项目").get_absolute_url()).context["facts"]
    # 2 of 3 + 4 + 2, and of 100 + 5 + 9 + 9 万元.
    assert [fact.value for fact in facts] == ["2.00", "其他", "22.2%", "1.6%", "1"]


def test_an_amount_that_is_not_stated_has_no_share(client: Client) -> None:
    factories.some_year()
    facts = client.get(Project.objects.get(name="没有金额").get_absolute_url()).context["facts"]
    assert [fact.value for fact in facts] == [None, "其他", None, None, "0"]


def test_its_row_leads_to_the_table_and_its_file_to_the_bytes(client: Client) -> None:
    factories.some_year()
    response = client.get(Project.objects.get(name="某项目").get_absolute_url())
    url = response.context["row_url"]
    assert url.endswith("#row-13")
    table = html.fromstring(client.get(url).content)
    assert "某项目" in table.xpath("string(//tr[@id='row-13'])")
    download = client.get(response.context["file"].get_absolute_url())
    assert download.content == "2024年的表".encode()


def test_the_problems_of_its_row_are_shown(client: Client) -> None:
    factories.some_year()
    text = client.get(Project.objects.get(name="教师培训").get_absolute_url()).content.decode()
    assert "尾巴" in text
    other = client.get(Project.objects.get(name="来源不明").get_absolute_url())
    assert list(other.context["problems"]) == []


def test_namesakes_of_the_same_unit_and_year_are_named(client: Client) -> None:
    factories.some_year()
    first, second = Project.objects.filter(name="设备购置").order_by("pk")
    response = client.get(first.get_absolute_url())
    assert response.context["namesakes"] == [second]
    assert response.context["years"] == []


def test_what_only_forms_have_is_shown_where_it_is_stated(client: Client) -> None:
    indicator = factories.indicator(weight="20分", direction="正向", comparator="≥", unit_of_measure="人次")
    project = _project(
        money=Amounts(total=9 * WAN, fiscal_appropriation=4 * WAN, carried_over=5 * WAN),
        period_objective="三年建成",
        attribute="延续项目",
        starts_on="2023-01",
        ends_on="2025-12",
        indicators=(indicator,),
    )
    text = client.get(project.get_absolute_url()).content.decode()
    for stated in ("三年建成", "延续项目", "2023-01", "2025-12", "20分", "正向", "人次"):
        assert stated in text
    chart = client.get(project.get_absolute_url()).context["source_chart"]
    assert [segment.value for segment in chart.segments] == [4 * WAN, None, None, 5 * WAN]


def test_a_dropped_project_is_gone_and_leads_to_the_snapshot_that_had_it(client: Client) -> None:
    factories.some_year()
    dropped = Project.objects.get(name="校舍维修")
    disclosure = Disclosure.objects.get(department__name="市教育局")
    kept = factories.disclosure(
        factories.unit("市教育局", factories.project("教师培训", 90 * WAN, row=6), row=5), year=2024
    )
    factories.stored(replace(kept, department="市教育局"))
    response = client.get(dropped.get_absolute_url())
    assert response.status_code == 410
    text = response.content.decode()
    assert "校舍维修" in text
    url = f"{disclosure.get_absolute_url()}?revision=1"
    assert f'href="{url}' in text
    snapshot = client.get(url)
    assert "校舍维修" in html.fromstring(snapshot.content).xpath("string(//tr[@id='row-7'])")
    assert "校舍维修" not in client.get(disclosure.get_absolute_url()).content.decode()


@pytest.mark.parametrize("pk", ["999999", "99999999999999999999999999999"])
def test_a_project_that_never_was_is_not_found(client: Client, pk: str) -> None:
    for kind in ("projects", "units", "departments", "disclosures", "files"):
        assert client.get(f"/{kind}/{pk}/").status_code == 404


@pytest.mark.django_db
def test_a_unit_that_is_the_department_itself_is_named_once_on_the_way_to_a_page(client: Client) -> None:
    same = factories.unit("某局", factories.project("甲", 1))
    other = factories.unit("某中心", factories.project("乙", 2))
    factories.stored(factories.disclosure(same, other, department="某局"))
    for name, way in (("甲", ["某局", "甲"]), ("乙", ["某局", "某中心", "乙"])):
        project = Project.objects.get(name=name)
        urls = [
            project.get_absolute_url(),
            f"{project.get_absolute_url()}last-year/",
            project.unit.get_absolute_url(),
        ]
        ways = [[words for words, _url in client.get(url).context["crumbs"]] for url in urls]
        assert ways[0][-len(way) - 1 :] == ["部门", *way]
        assert [words for words in ways[1] if words in way] == way
        assert ways[2][-len(way) :] == ["部门", *way[:-1]]
