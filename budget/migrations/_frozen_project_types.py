"""The rules for project types that a new installation begins with, and how migration 0006 applies them.

Frozen: from then on the rules are rows that the operator edits, and `budget.project_types.rules` applies them.

The rules are ordered: the first that fits a project gives its type. What tells most comes first: money passed
on to others is a transfer whatever it buys, and a computer system is one whether built, bought or run. What
tells least comes last: an objective mentions many subjects, so that few of its words count, and only where the
name says nothing; 专项 and 工作 occur in names of every type. Words that mean something else inside a longer
one, above all names of bodies (政治协商会议, 宣传部, 活动中心), are struck out before.
"""

import re
from collections.abc import Sequence
from typing import Final

from budget.migrations._frozen_folding import fold

OTHER: Final = "other"

# Bodies and places whose names hold a word of what is done there.
_BODIES: Final = (
    *(
        "政治协商会议",
        "人民代表大会常务委员会",
        "人民代表大会",
        "宣传部",
        "宣传中心",
        "新闻办公室",
        "新闻中心",
    ),
    *("新闻出版局", "融媒体中心", "信息中心", "网信办", "大数据局", "大数据中心", "数据管理局", "活动中心"),
    *("活动室", "会议中心", "会议室", "展览馆", "展览中心", "会展中心", "接待中心", "培训中心", "培训基地"),
    *("采购中心", "救助站", "救助管理站", "后勤中心", "后勤服务中心", "软件学院", "机关事务和信息中心"),
)

RULES: Final[tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]] = (
    (
        "transfer",
        "name",
        (
            "转移支付",
            "补助",
            "补贴",
            "奖补",
            "资助",
            "救助",
            "抚恤",
            "优抚",
            "低保",
            "助学金",
            "奖学金",
            "上解",
        ),
        # What staff get, and bodies.
        (
            *("伙食补助", "差旅补助", "误餐补助", "加班补助", "交通补贴", "住房补贴", "通讯补贴", "人员补助"),
            *("资助管理中心", "救助管理局", *_BODIES),
        ),
    ),
    (
        "information",
        "name",
        (
            *("信息化", "信息系统", "信息平台", "信息网络", "信息安全", "网络安全", "网络运维", "网络维护"),
            *(
                "软件",
                "大数据",
                "云平台",
                "政务云",
                "云服务",
                "电子政务",
                "智慧",
                "数字化",
                "数字政府",
                "数据库",
            ),
            *("数据中心", "机房", "网站", "视频监控", "等级保护", "系统+运维", "系统+升级", "系统+开发"),
            *("系统+维护", "系统+建设", "平台+运维", "平台+升级", "平台+开发", "平台+维护", "信息+运维"),
        ),
        (
            *("教育系统", "卫生系统", "政法系统", "公安系统", "民政系统", "财政系统", "宣传系统", "组织系统"),
            *(
                "农业系统",
                "交通系统",
                "文化系统",
                "生态系统",
                "全系统",
                "本系统",
                "体系",
                "系统性",
                "系统治理",
            ),
            *("融资平台", "人才平台", "创新平台", "民生平台", "孵化平台", *_BODIES),
        ),
    ),
    (
        "property",
        "name",
        ("物业", "保洁", "保安", "安保", "绿化养护"),
        (
            *(
                "物业税",
                "物业行业",
                "物业企业",
                "物业监管",
                "物业服务企业",
                "物业小区",
                "物业纠纷",
                "物业矛盾",
            ),
            *("物业维修资金", "保安行业", "保安公司", "安保器材", "安保装备"),
        ),
    ),
    (
        "works",
        "name",
        (
            *("工程", "装修", "修缮", "维修", "改造", "基建", "基本建设", "新建", "扩建", "改建", "迁建"),
            *("拆除", "加固", "养护", "建设项目"),
        ),
        (
            *("人才工程", "民生工程", "希望工程", "工程师", "工程系列", "工程机械", "系统工程", "形象工程"),
            *("惠民工程", "名师工程", "英才工程", "育才工程", "铸魂工程", "强基工程", "文明工程", "品牌工程"),
            *("工程大学", "工程学院", "工程职业", "工程学校", "工程中心", "工程研究", "工程技术", "工程院"),
            *("工程咨询", "工程造价", "工程质量监督", "工程招投标", "劳动改造", "教育改造", "思想改造"),
            *("维修资金", "维修基金", "设备维修", "车辆维修", "公务车维修", "建设项目管理"),
        ),
    ),
    (
        "purchase",
        "name",
        ("购置", "采购", "购买设备", "设备更新", "添置", "购车", "装备"),
        ("购置税", "政府采购", "采购代理", "采购评审", "采购监管", "装备制造", "装备维护", *_BODIES),
    ),
    (
        "publicity",
        "name",
        ("宣传", "报刊", "新闻", "媒体", "广告", "宣教", "出版", "期刊", "刊物", "报道"),
        _BODIES,
    ),
    (
        "events",
        "name",
        (
            *(
                "会议",
                "活动",
                "论坛",
                "大会",
                "全会",
                "年会",
                "座谈会",
                "研讨",
                "展览",
                "布展",
                "会展",
                "展会",
            ),
            *("博览会", "比赛", "竞赛", "大赛", "赛事", "运动会", "文化节", "艺术节", "庆典", "演出", "展演"),
            *("接待", "出访", "出国", "因公", "考察", "培训"),
        ),
        ("干部考察", "活动场所", "活动断层", "活动板房", *_BODIES),
    ),
    (
        "operations",
        "name",
        (
            *("运行", "运转", "后勤", "公用经费", "办公经费", "办公费", "日常", "水电", "公务用车", "车辆"),
            *(
                "辅助人员",
                "编外",
                "聘用",
                "临聘",
                "劳务派遣",
                "人员经费",
                "人员补助",
                "工资",
                "离退休",
                "租赁",
            ),
            *(
                "租金",
                "房租",
                "食堂",
                "伙食",
                "设备维修",
                "设备维护",
                "维护费",
                "装备维护",
                "保障经费",
                "值班",
            ),
        ),
        ("经济运行", "运行监测", "运行分析", "市场运行", "拖欠工资", "欠薪", "住房租赁市场", *_BODIES),
    ),
    ("transfer", "objective", ("转移支付",), ()),
    (
        "information",
        "objective",
        ("信息化建设", "信息化项目", "信息系统运维", "信息系统建设", "软件开发"),
        (),
    ),
    ("property", "objective", ("物业管理服务", "物业服务费", "物业管理费"), ()),
    ("works", "objective", ("装修改造", "房屋修缮", "修缮工程", "维修改造", "建设工程"), ("建设工程质量",)),
    ("events", "objective", ("因公出访", "因公出国", "出国考察", "出国(境)", "出访工作"), ()),
    (
        "special",
        "name",
        (
            *("专项", "业务", "工作", "平台", "管理", "监管", "执法", "监督", "检测", "监测", "检验", "检查"),
            *("调查", "普查", "统计", "研究", "编研", "课题", "规划", "审计", "评审", "评估", "考核", "征集"),
            *("防控", "防治", "整治", "治理", "保护", "服务", "保障", "扶持", "帮扶", "创建", "办案", "教育"),
        ),
        (),
    ),
)


class _Rule:
    """A rule prepared for matching. A word such as 系统+运维 occurs where all its parts do."""

    def __init__(self, project_type: str, looks_in: str, words: Sequence[str], without: Sequence[str]) -> None:
        self.project_type, self.looks_in = project_type, looks_in
        self._words = [[fold(part) for part in word.split("+")] for word in words]
        # Most texts contain no part of any word: one pass rules them out.
        self._any_part = _any_of([part for parts in self._words for part in parts])
        self._without = _any_of(list(map(fold, without))) if without else None

    def fits(self, text: str) -> bool:
        """Whether one of the words occurs in a folded text."""
        if not self._any_part.search(text):
            return False
        if self._without:
            # A folded text has no line break: the texts on both sides of a struck word do not join.
            text = self._without.sub("\n", text)
        return any(all(part in text for part in parts) for parts in self._words)


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for any of the words, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


_PREPARED: Final = tuple(_Rule(*rule) for rule in RULES)


def place(name: str, objective: str) -> tuple[str, int | None]:
    """Return a project's type and the index in RULES of the rule that gives it, (OTHER, None) without one."""
    folded = {"name": fold(name)}
    for index, rule in enumerate(_PREPARED):
        if rule.looks_in == "objective" and "objective" not in folded:
            folded["objective"] = fold(objective)
        if rule.fits(folded[rule.looks_in]):
            return rule.project_type, index
    return OTHER, None
