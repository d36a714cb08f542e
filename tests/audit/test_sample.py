"""The findings on the real disclosure, each judged by reading its 21 projects, and none missing."""

from functools import cache

from budget.audit.findings import Audit, Finding
from budget.audit.policy import Policy
from budget.audit.run import audit
from budget.disclosure.read import Given, read
from tests.support.paths import SAMPLE

# Each row with findings, and its checks: @ the indicators that are named, # the rows of a group.
FINDINGS = """
12 机构运行辅助经费
    CMP-13 QNT-03@1 REL-03@1+2
13 其他运行经费
    CMP-13 VAL-02@3 VAL-10@4 CLS-01@1 REL-03@1 REL-05
14 业务用房物业管理费
    AMT-05 CMP-13 VAL-07@2 REL-04@1+3
15 专项工作经费
    CMP-13 QNT-04@2+3+4 VAL-08@1+2 VAL-10@3 REL-05
16 TZMMZX
    DIS-01
18 政协委员报刊资料工作经费
    CMP-13 QNT-03@2 VAL-10@1
19 市政协书画工作经费
    CMP-13 VAL-07@1 CLS-02@2 REL-03@1+3
20 政协理论研究宣传活动工作经费
    CMP-13 QNT-04@1+3+4+5 VAL-07@2 VAL-08@1 VAL-10@4 CLS-02@3
21 政协民生平台经费
    CMP-13 QNT-03@1 CLS-04@2+3
22 文物展藏品征集专项经费
    CMP-13 CLS-01@1 CLS-02@2 REL-03@3
23 文史编研专项经费
    CMP-13 CLS-01@1 CLS-02@3 REL-01
25 展览布展专项经费
    CMP-13
26 工作经费
    CMP-13 CLS-04@2+3 REL-01 REL-05
27 购置经费
    CMP-08 CMP-13 VAL-10@2 CLS-01@1 REL-05
28 广州政协文史馆(装修改造工程)
    CMP-08 VAL-07@2+3 VAL-08@1 REL-01 REL-02@4 REL-03@2
29 广州市政协文史馆建设维修工程项目(布展)
    CMP-08 CMP-11 VAL-03@1+3 VAL-07@2 CLS-01@1 REL-01 REL-03@2
30 广州市政协2023年智慧党建平台项目
    CMP-13 VAL-04@1+3+4 VAL-05@2+3+4 VAL-06@1 CLS-05@3+4 YOY-03
32 广州市政协2023-2024年信息化运维服务项目
    CMP-08 CMP-11 CMP-13 VAL-04@1+2+3+4 VAL-05@1+2+3+4
33 广州市政协2024-2025年信息化运维服务项目
    CMP-08 CMP-11 CMP-13 VAL-04@1+2+3+4 VAL-05@1+2+3+4 DUP-01#32+33
35 机构运行辅助经费
    CMP-12 CMP-13 REL-03@1+2
37 机构运行辅助经费
    CMP-12 CMP-13 REL-03@1+2 DUP-03#12+35+37
"""
LESSER = {22, 23, 27, 29}  # CLS-01 on rates that are no other category's alone


@cache
def sample() -> Audit:
    (got,) = read(SAMPLE.read_bytes(), SAMPLE.name, Given(fiscal_year=2024, region="广东省广州市")).reads
    return audit(got.disclosure, got.problems, Policy.for_(got.disclosure.region, got.disclosure.department))


def of(check: str, row: int) -> list[Finding]:
    return [finding for finding in sample().findings if (finding.check, finding.row) == (check, row)]


def _written(finding: Finding) -> str:
    indicators = "@" + "+".join(map(str, finding.indicators)) if finding.indicators else ""
    rows = "#" + "+".join(map(str, finding.rows)) if len(finding.rows) > 1 else ""
    return finding.check + indicators + rows


def test_the_findings_are_those_of_a_careful_reader() -> None:
    lines: dict[str, list[str]] = {}
    for finding in sample().findings:
        name = finding.project.name if finding.project else ""
        lines.setdefault(f"{finding.row} {name}", []).append(_written(finding))
    pinned: dict[str, list[str]] = {}
    for line in FINDINGS.strip().splitlines():
        if line.startswith(" "):
            pinned[list(pinned)[-1]] += line.split()
        else:
            pinned[line] = []
    assert lines == pinned


def test_levels_are_the_registers() -> None:
    lesser = {f.row for f in sample().findings if f.check == "CLS-01" and f.level == "notice"}
    assert lesser == LESSER
    assert {finding.check for finding in sample().findings if finding.level == "error"} == {"VAL-03"}


def test_only_the_year_before_was_missing() -> None:
    assert [(one.check, one.project, one.why) for one in sample().not_evaluated] == [
        ("YOY-01", None, "no-last-year"),
        ("YOY-02", None, "no-last-year"),
    ]
    assert sample().off == ()


def test_the_sums_hold() -> None:
    assert not [f for f in sample().findings if f.check in ("AMT-01", "AMT-02", "AMT-03", "AMT-04")]


def test_the_confidential_project_has_that_finding_alone() -> None:
    assert [f.check for f in sample().findings if f.project and f.project.name == "TZMMZX"] == ["DIS-01"]


def test_the_lost_percent_sign_is_quoted() -> None:
    (finding,) = of("VAL-03", 29)
    assert [quote.text for quote in finding.evidence if quote.indicator == 1] == [
        "实际施工完成率",
        "98%",
        "98",
    ]


def test_the_large_project_is_reported_with_its_share() -> None:
    assert [quote.text for quote in of("AMT-05", 14)[0].evidence] == ["376.00", "11.3%", "3"]


def test_the_twins_of_two_years_are_named_together() -> None:
    (finding,) = of("DUP-01", 33)
    assert [ref.name for ref in finding.projects] == [
        "广州市政协2023-2024年信息化运维服务项目",
        "广州市政协2024-2025年信息化运维服务项目",
    ]


def test_elsewhere_the_local_checks_are_off() -> None:
    (got,) = read(SAMPLE.read_bytes(), SAMPLE.name, Given(fiscal_year=2024)).reads
    local = {"CMP-03", "QNT-02"}
    elsewhere = audit(got.disclosure, got.problems, Policy.for_("四川省", "省政协办公厅"))
    kept = [finding.key for finding in sample().findings if finding.check not in local]
    assert [finding.key for finding in elsewhere.findings] == kept
