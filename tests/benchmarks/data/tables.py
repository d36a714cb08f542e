"""Seeded disclosures of the wide layout, as text files that an import reads.

Equal arguments give equal bytes. The tables have the irregularities of the tables that departments publish:
sums that differ, empty cells, full width signs, targets in words, unknown codes, repeated objectives.
The checks find in them what they find in such tables: some five findings a project.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from budget.disclosure.read import Given

# Departments of a region. A country has some 3,000 regions of 80 departments.
DEPARTMENTS_OF_A_REGION: Final = 10
# Fen in 0.01 万元, the smallest amount that these tables state.
_CENT: Final = 10_000
UNITS: Final = 4
PROJECTS: Final = 30

_CITIES: Final = "广州 深圳 珠海 汕头 佛山 韶关 湛江 肇庆 江门 茂名 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮".split()
_FIELDS: Final = (
    "教育 公安 民政 司法 财政 住房和城乡建设 交通运输 水务 农业农村 文化广电旅游 卫生健康 退役军人事务 应急管理 审计 "
    "市场监督管理 体育 统计 医疗保障 生态环境 城市管理和综合执法 规划和自然资源 人力资源和社会保障 科学技术 商务 林业和园林"
).split()
_BODIES: Final = "局机关 信息中心 培训中心 执法支队 事务中心 检测所 档案馆 服务站 研究院 后勤中心".split()
_OBJECTS: Final = (
    "公共设施 业务用房 信息系统 办公设备 执法装备 服务平台 档案 网络安全 宣传活动 专项调研 人才队伍 基层站点 "
    "应急物资 公共场馆 职业技能 困难群众 社区服务 环境监测 数据资源 重点课题"
).split()
_WORKS: Final = (
    "运行维护经费 物业管理费 建设项目 升级改造项目 购置经费 培训经费 专项工作经费 补助资金 委托服务项目 "
    "检测评估经费 宣传推广经费 租赁费 课题研究经费 奖励资金"
).split()
_AIMS: Final = (
    "保障{0}正常运转，服务质量持续提升，服务对象满意度达到95%以上。",
    "完成{0}{1}的年度任务，进一步提高工作效率和管理水平。",
    "通过实施{1}，改善{0}的条件，按时完成全年工作，资金使用合规。",
    "围绕全市中心工作，推进{0}，加强监督管理，切实提高群众获得感。",
    "做好{0}日常工作",
    "加强建设，提高水平。",
)
_LABELS: Final = (
    ("1-产出指标；11-数量指标", ("{0}数量（个）", "培训人次", "完成{0}次数", "覆盖单位数")),
    ("1-产出指标；12-质量指标", ("{0}合格率", "验收通过率（%）", "设备完好率", "工作质量达标情况")),
    ("1-产出指标；13-时效指标", ("完成及时率", "{0}完成时间", "资金支付进度")),
    ("1-产出指标；14-成本指标", ("成本控制率", "{0}单位成本", "预算执行控制数")),
    ("2-效益指标；21-经济效益", ("节约运行成本", "带动社会投资")),
    ("2-效益指标；22-社会效益", ("{0}正常运行率", "群众知晓率", "服务能力提升情况")),
    ("2-效益指标；23-生态效益", ("污染物排放达标率", "绿化覆盖率")),
    ("3-满意度指标；31-服务对象满意度", ("服务对象满意度（%）", "群众满意率", "受训人员满意度")),
    ("9-其他指标；99-其他", ("工作情况",)),
)
_TARGETS: Final = (
    *("≥95%", "95%", "100%", "≥90％", "≤5%", "0", "≥50次", "12次", "1项", "≥200人次", "3-5个", "≤3000元/人"),
    *(
        "2024年12月底前",
        "全年",
        "及时",
        "按计划数到位",
        "逐步提升",
        "有所提高",
        "优",
        "合格",
        "0事故",
        "同比增长5%",
    ),
)


@dataclass(frozen=True, slots=True)
class Table:
    """One generated file: where and when it is of, and its text."""

    region: str
    department: str
    year: int
    text: str

    @property
    def content(self) -> bytes:
        return self.text.encode()

    @property
    def file_name(self) -> str:
        return f"{self.region}-{self.department}-{self.year}.txt"

    @property
    def given(self) -> Given:
        """What an operator states of the file: the text itself names no year."""
        return Given(fiscal_year=self.year, region=self.region)


def tables(
    number: int, *, years: Sequence[int] = (2024,), seed: int = 1, projects: int = PROJECTS
) -> Iterator[Table]:
    """Yield the tables of `number` departments in the first of the years, and of every tenth in the others.

    A table has about `projects` projects with three indicators each. A department has the same units and most
    of the same projects in each year, with other amounts.
    """
    for place in range(number):
        for year in years if place % 10 == 0 else years[:1]:
            yield table(place, year, seed=seed, projects=projects)


def table(place: int, year: int, *, seed: int = 1, projects: int = PROJECTS) -> Table:
    """The table of a department, which `place` numbers, of a year."""
    region_number, in_region = divmod(place, DEPARTMENTS_OF_A_REGION)
    city = _CITIES[region_number % len(_CITIES)]
    district = f"第{region_number // len(_CITIES)}区" if region_number >= len(_CITIES) else ""
    field = _FIELDS[in_region % len(_FIELDS)]
    department = f"{city}市{district}{field}局"
    names = Random(f"{seed}-{place}")
    figures = Random(f"{seed}-{place}-{year}")
    units = [department, *(f"{department}{body}" for body in names.sample(_BODIES, UNITS - 1))]
    wanted = max(projects + names.randint(-projects // 3, projects // 3), 1)
    rows: list[str] = []
    grand = 0
    for number, unit in enumerate(units):
        share = len(range(number, wanted, len(units)))
        lines, fen = _unit(unit, share, names, figures)
        rows += lines
        grand += fen
    if figures.random() < 0.05:
        grand += 1_000_000
    head = [
        "项目支出绩效目标表（含转移支付项目）",
        "",
        f"部门名称：{department}",
        "",
        "单位：万元",
        "",
        "项目名称（资金使用单位）\t总计\t财政拨款\t财政专户拨款\t其他资金\t绩效目标\t绩效指标",
        f"合计\t{_wan(grand)}\t{_wan(grand)}\t\t\t\t",
    ]
    return Table(f"广东省{city}市{district}", department, year, "\n".join([*head, *rows, ""]))


def _unit(name: str, projects: int, names: Random, figures: Random) -> tuple[list[str], int]:
    """The rows of a unit and the fen of its projects."""
    lines: list[str] = []
    total = 0
    for _ in range(projects):
        line, fen = _project(names, figures)
        lines.append(line)
        total += fen
    stated = total + 100_000 if figures.random() < 0.03 else total
    return [f"{name}\t{_wan(stated)}\t{_wan(stated)}\t\t\t\t", *lines], total


def _project(names: Random, figures: Random) -> tuple[str, int]:
    """The row of a project and its total in fen."""
    thing, work = names.choice(_OBJECTS), names.choice(_WORKS)
    name = f"{thing}{work}" + (f"（第{names.randint(1, 9)}期）" if names.random() < 0.2 else "")
    if figures.random() < 0.05:
        name += "（新增）"
    fen = int(10 ** figures.uniform(0.5, 5)) * _CENT
    special = fen // 3 // _CENT * _CENT if figures.random() < 0.06 else 0
    other = fen // 4 // _CENT * _CENT if figures.random() < 0.1 else 0
    fiscal = fen - special - other
    if figures.random() < 0.02:
        fiscal += 5 * _CENT
    aim = names.choice(_AIMS).format(thing, work)
    if names.random() < 0.04:
        aim = "涉密项目，不予公开。"
    cells = [
        name,
        _wan(fen),
        _wan(fiscal),
        _wan(special),
        _wan(other),
        aim,
        _indicators(thing, names, figures),
    ]
    return "\t".join(cells), fen


def _indicators(thing: str, names: Random, figures: Random) -> str:
    """The indicators' cell of a project: three on average, now and then none."""
    if names.random() < 0.03:
        return ""
    parts = []
    for position in range(1, names.randint(1, 5) + 1):
        label, words = names.choice(_LABELS)
        period = figures.choice(_TARGETS)
        annual = (
            "" if figures.random() < 0.02 else period if figures.random() < 0.85 else figures.choice(_TARGETS)
        )
        name = names.choice(words).format(thing)
        parts.append(f"{position}、{label}；{name}；实施周期指标值:{period}；年度指标值:{annual}。")
    return "".join(parts)


def _wan(fen: int) -> str:
    """Fen in 万元 with a comma at the thousands; "" for none."""
    return f"{fen // 1_000_000:,}.{fen % 1_000_000 // 10_000:02}" if fen else ""


def write(directory: Path, generated: Iterator[Table]) -> list[Path]:
    """Write tables as files into folders of their region and year; return their paths.

    `region` of an import is the name of the first folder, the year that of the second one.
    """
    paths = []
    for one in generated:
        folder = directory / one.region / str(one.year)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / one.file_name
        path.write_bytes(one.content)
        paths.append(path)
    return paths
