"""The findings on a table unlike the sample: flat, in 元, categories without codes, of roads, schools and hospitals.

The table is made up for this test; each finding was judged by reading it, and none is missing.
"""

from functools import cache

from budget.audit.findings import Audit
from budget.audit.policy import Policy
from budget.audit.run import audit
from budget.disclosure.read import Given, read

PREAMBLE = """项目支出绩效目标表（2024年度）
金额单位:元"""
HEADER = "单位名称 项目名称 预算数 年度目标 一级指标 二级指标 三级指标 指标性质 指标值 度量单位 权重 指标方向性".split()

# Unit | project | 元 | objective, then its indicators: level 1 | level 2 | name | comparator | value | unit | direction.
TABLE = """
820-某县综合服务局 | | 26935000 |
820001-某县公路养护站 | 县道路面改造工程 | 12600000 | 完成县道12.6公里路面改造，改善沿线群众出行条件，提升道路通行能力。
  产出指标 | 数量指标 | 改造里程 | ≥ | 12.6 | 公里 | 正向指标
  | | 新增护栏长度 | ≥ | 80 | % | 正向指标
  | 质量指标 | 工程验收合格率 | ＝ | 100 | % | 正向指标
  | 时效指标 | 工程款支付进度 | ≥ | 95 | % | 正向指标
  效益指标 | 经济效益指标 | 沿线产业发展 | 定性 | 明显 | |
  | 社会效益指标 | 道路交通事故下降率 | ≥ | 10 | % | 正向指标
  | 生态效益指标 | 扬尘治理达标率 | ≥ | 95 | % | 正向指标
  满意度指标 | 服务对象满意度指标 | 沿线群众满意度 | ≥ | 90 | % | 正向指标
 | 养护机械购置 | 3000000 | 购置养护机械，降低养护成本，让群众出行更满意。
  产出指标 | 数量指标 | 购置扫路车 | ＝ | 4 | 台 | 正向指标
  | 质量指标 | 验收合格率 | 定性 | 合格 | |
 | 专项经费 | 35000 |
  产出指标 | 数量指标 | 巡查次数 | ≥ | 3 | 次 | 正向指标
  | 时效指标 | 巡查及时率 | ≥ | 100 | % | 正向指标
  效益指标 | 社会效益指标 | 通行安全 | 定性 | 通过多渠道展示 | |
820002-某县第一中学 | 家庭经济困难学生生活补助 | 5750000 | 对家庭经济困难学生应助尽助，保障学生顺利完成学业。
  产出指标 | 数量指标 | 资助学生人数 | ≥ | 2300 | 人 | 正向指标
  | | 困难学生资助覆盖率 | ＝ | 110 | % | 正向指标
  | 质量指标 | 资助标准达标率 | ＝ | 100 | % | 正向指标
  | 时效指标 | 补助资金支付及时率 | ＝ | 100 | % | 正向指标
  | 成本指标 | 人均补助标准 | ＝ | 2500 | 元 | 正向指标
  效益指标 | 社会效益指标 | 辍学率 | ＝ | 0 | % | 反向指标
  满意度指标 | 服务对象满意度指标 | 本单位教职工满意度 | ≥ | 95 | % | 正向指标
 | 2023年智慧校园平台建设 | 1500000 | 建成智慧校园平台，实现教学管理全流程线上办理。
  产出指标 | 数量指标 | 平台功能模块数 | ≥ | 12 | 个 | 正向指标
  | 时效指标 | 建设完成情况 | 定性 | 按计划完成 | |
  效益指标 | 经济效益指标 | 师生使用情况 | ≥ | 90 | % | 正向指标
  满意度指标 | 服务对象满意度指标 | 师生满意度 | ≥ | 90 | % | 正向指标
820003-某县人民医院 | 医疗设备购置 | 3000000 | 购置螺旋CT一台，提升县域医疗服务能力，方便群众就近就医检查治疗。
  产出指标 | 数量指标 | 购置设备台数 | ＝ | 1 | 台 | 正向指标
  | 质量指标 | 设备验收合格率 | ＝ | 100 | % | 正向指标
  成本指标 | 经济成本指标 | 设备采购成本 | ≤ | 300 | 万元 | 反向指标
  效益指标 | 社会效益指标 | 县域内就诊率 | ≥ | 90 | % | 正向指标
  满意度指标 | 服务对象满意度指标 | 患者满意度 | ≥ | 90 | % | 正向指标
 | 发热门诊运行 | 1050000 | 保障发热门诊运行，提升县域医疗服务能力，方便群众就近就医检查治疗。
  产出指标 | 质量指标 | 接诊流程 | 定性 | 标准：规范得10分，不规范得0分 | |
  | 时效指标 | 接诊等候时间 | ≤ | 30 | 分钟 | 反向指标
  效益指标 | 可持续影响指标 | 门诊服务能力 | 定性 | 持续增强 | |
"""

FINDINGS = """
县道路面改造工程
    CMP-08 VAL-10@2 CLS-02@4
养护机械购置
    AMT-05 CMP-08 CMP-11 CMP-12 CMP-13 VAL-07@2 REL-03@2
专项经费
    CMP-01 CMP-13 CLS-04@3 REL-05
家庭经济困难学生生活补助
    VAL-09@2 REL-02@7
2023年智慧校园平台建设
    CMP-08 CMP-09 QNT-03@2 VAL-10@3 CLS-05@3 YOY-03
医疗设备购置
    CST-02@3
发热门诊运行
    CMP-13 QNT-13@3 VAL-05@1 DUP-02
"""


@cache
def result() -> Audit:
    lines = [*PREAMBLE.splitlines(), "\t".join(HEADER)]
    for line in TABLE.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if line.startswith("  "):
            *most, direction = cells
            lines.append("\t".join(["", "", "", "", *most, "", direction]))
        else:
            lines.append("\t".join(cells))
    (got,) = read("\n".join(lines).encode(), "flat.txt", Given()).reads
    assert [unit.name for unit in got.disclosure.units][-1].endswith("某县人民医院")
    return audit(got.disclosure, got.problems, Policy.for_(got.disclosure.region, got.disclosure.department))


def test_the_findings_are_those_of_a_careful_reader() -> None:
    found: dict[str, list[str]] = {}
    for finding in result().findings:
        indicators = "@" + "+".join(map(str, finding.indicators)) if finding.indicators else ""
        found.setdefault(finding.project.name if finding.project else "", []).append(
            finding.check + indicators
        )
    pinned: dict[str, list[str]] = {}
    for line in FINDINGS.strip().splitlines():
        if line.startswith(" "):
            pinned[list(pinned)[-1]] += line.split()
        else:
            pinned[line] = []
    assert found == pinned
