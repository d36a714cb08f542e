"""A citation leads back to the row of the file that the figure came from."""

import pytest
from django.test import Client
from django.utils.timezone import localdate

from budget.models import Finding, Project
from budget.store.sources import Received
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


def test_a_project_an_indicator_and_a_finding_are_cited_with_file_row_revision_and_address(
    client: Client,
) -> None:
    indicator = factories.indicator(name="培训人数", target="100", unit_of_measure="人", comparator="≥")
    project = factories.project("教师培训", 80 * WAN, row=6, indicators=(indicator,))
    disclosure = factories.stored(
        factories.disclosure(factories.unit("市教育局", project)), files=[Received("表.xlsx", b"table")]
    )
    source = disclosure.revisions.get().sources.get()
    stored = Project.objects.get()
    origin = f"第 6 行，第 1 版，SHA-256：{source.file.sha256}。"
    page = client.get(stored.get_absolute_url()).context
    address = f"http://testserver{stored.get_absolute_url()}"
    read = f"（{localdate().isoformat()} 查阅）。"
    head = "市教育局《项目支出绩效目标表（2024年度）》（2024年）："
    assert page["citation"] == (
        f"{head}市教育局“教师培训”，公开总计 80.00 万元。{source.name}，{origin}{address}{read}"
    )
    (view,) = [view for group in page["groups"] for view in group.indicators]
    assert view.citation == (
        f"{head}市教育局“教师培训”，绩效指标 1“培训人数”：≥100人。"
        f"{source.name}，{origin}{address}#indicator-{view.pk}{read}"
    )
    finding = Finding.objects.in_force().filter(row=6).first()
    cited = client.get(f"/findings/{finding.pk}/").context["citation"]
    assert cited.startswith(f"{head}待核查事项 {finding.check_id}")
    assert origin in cited and f"http://testserver/findings/{finding.pk}/" in cited
