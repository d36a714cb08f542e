"""The examples of the checks: of each an extract that it hits and one that it spares."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from budget.audit.catalogue.examples import (
    Example,
    ExampleIndicator as Indicator,
    ExampleProject as Project,
    Examples,
    one_indicator,
    one_project,
)
from budget.audit.catalogue.result_examples import RESULTS

_COUNT: Final = Indicator("quantity", "培训班期数", "≥50期")
_QUALITY: Final = Indicator("quality", "考试通过人数占比", "≥95%")
_COST: Final = Indicator("cost", "人均培训成本", "≤400元")
_SOCIAL: Final = Indicator("social", "参训干部持证上岗率", "≥80%")
_SATISFACTION: Final = Indicator("satisfaction", "参训干部满意度", "≥90%")
_OTHER: Final = Project("档案整理", total=2000)
_TERM: Final = "三年内完成三期培训，使参训干部持证上岗，提高服务群众的能力。"
_PLEASED: Final = "举办基层干部培训班，提高参训干部的满意度。"
_SAME: Final = "较大程度地节省行政经费、人力资源成本和办公用房开支"

_AMOUNTS: Final = {
    "AMT-01": Examples(
        one_project(name="干部培训", total=100, sources=(60, 30)),
        one_project(name="干部培训", total=100, sources=(60, 40)),
    ),
    "AMT-02": Examples(
        Example((Project("干部培训"), Project("档案整理")), subtotal=300),
        Example((Project("干部培训"), Project("档案整理")), subtotal=200),
    ),
    "AMT-03": Examples(
        Example((Project("干部培训"), Project("档案整理")), grand_total=250),
        Example((Project("干部培训"), Project("档案整理")), grand_total=200),
    ),
    "AMT-04": Examples(one_project(name="干部培训", total=0), one_project(name="干部培训", total=1)),
    "AMT-05": Examples(
        Example((Project("干部培训", 100, indicators=(_COUNT, _QUALITY)), Project("档案整理", 900))),
        Example((Project("干部培训", 50, indicators=(_COUNT, _QUALITY)), Project("档案整理", 950))),
    ),
}
_COMPLETENESS: Final = {
    "CMP-01": Examples(
        one_project(name="干部培训", objective="无"),
        one_project(name="干部培训", objective="举办基层干部培训班，使参训干部持证上岗。"),
    ),
    "CMP-02": Examples(
        Example((Project("干部培训", indicators=()),)), one_project(_COUNT, _QUALITY, name="干部培训")
    ),
    "CMP-03": Examples(
        Example((Project("办公设备购置", indicators=(_COUNT, _QUALITY, _SOCIAL)), _OTHER)),
        Example((Project("办公设备购置", indicators=(_COUNT, _QUALITY, _SOCIAL, _COST)), _OTHER)),
    ),
    "CMP-04": Examples(
        one_project(_SOCIAL, _SATISFACTION, name="干部培训"),
        one_project(_COUNT, _SOCIAL, _SATISFACTION, name="干部培训"),
    ),
    "CMP-08": Examples(
        one_project(_COUNT, _QUALITY, _SOCIAL, name="教学楼维修工程"),
        one_project(_COUNT, _QUALITY, _SOCIAL, _COST, name="教学楼维修工程"),
    ),
    "CMP-09": Examples(
        one_project(_COUNT, _COST, _SOCIAL, name="智慧政务平台建设"),
        one_project(_COUNT, _COST, _SOCIAL, _QUALITY, name="智慧政务平台建设"),
    ),
    "CMP-11": Examples(
        one_project(_COUNT, _QUALITY, _SOCIAL, objective=_PLEASED),
        one_project(
            *(_COUNT, _QUALITY, _SOCIAL, _SATISFACTION),
            objective=_PLEASED,
        ),
    ),
    "CMP-12": Examples(
        one_project(_COUNT, _QUALITY, _SOCIAL, objective="集中举办基层干部培训班，降低培训成本。"),
        one_project(_COUNT, _QUALITY, _SOCIAL, _COST, objective="集中举办基层干部培训班，降低培训成本。"),
    ),
    "CMP-13": Examples(
        one_project(_COUNT, _QUALITY, _SATISFACTION, _COST, name="干部培训"),
        one_project(_COUNT, _QUALITY, _SATISFACTION, _SOCIAL, name="干部培训"),
    ),
}
_VAGUE: Final = (
    Indicator("quality", "课程质量", "内容充实"),
    Indicator("social", "队伍建设", "队伍更加稳定"),
    Indicator("sustained", "影响力", "影响范围扩大"),
)
_QUANTIFICATION: Final = {
    "QNT-02": Examples(one_project(_COUNT, *_VAGUE), one_project(_COUNT, _SATISFACTION, *_VAGUE[:2])),
    "QNT-03": Examples(
        one_indicator("quality", "培训完成情况", "按计划完成"),
        one_indicator("timeliness", "培训完成时间", "12月20日前"),
    ),
    "QNT-04": Examples(
        one_project(
            Indicator("quality", "苗木成活率", "95%"),
            Indicator("social", "儿童入学率", "95%"),
            Indicator("social", "学生巩固率", "95%"),
        ),
        one_project(
            Indicator("quality", "苗木成活率", "95%"),
            Indicator("social", "儿童入学率", "99%"),
            Indicator("social", "学生巩固率", "97%"),
        ),
    ),
    "QNT-11": Examples(
        one_indicator("quantity", "培训人数", ""), one_indicator("quantity", "培训人数", "≥50人")
    ),
    "QNT-12": Examples(
        one_indicator("quantity", "培训规模", "规模适度"), one_indicator("quantity", "培训规模", "每期50人")
    ),
    "QNT-13": Examples(
        one_project(_COUNT, _QUALITY, Indicator("social", "队伍建设", "队伍更加稳定")),
        one_project(_COUNT, _QUALITY, Indicator("social", "队伍建设", "流失率不高于3%")),
    ),
}
_VALUES: Final = {
    "VAL-02": Examples(
        one_indicator("quantity", "培训人数", "≥50人", "95%"),
        one_indicator("quantity", "培训人数", "≥50人", "≥200人"),
    ),
    "VAL-03": Examples(
        one_indicator("satisfaction", "学员满意度", "98", "98%"),
        one_indicator("satisfaction", "学员满意度", "98%", "98%"),
    ),
    "VAL-04": Examples(
        one_indicator("quantity", "设备巡检", "≥5次", "合同约定期限内"),
        one_indicator("timeliness", "设备巡检", "≥5次", "合同约定期限内"),
    ),
    "VAL-05": Examples(
        one_indicator("quality", "考核情况", "全部合格得10分，每发现一例不合格扣2分"),
        one_indicator("quality", "考核得分", "得分≥90分"),
    ),
    "VAL-06": Examples(
        one_indicator("social", "服务水平提高", "服务水平提高"),
        one_indicator("social", "服务水平提高", "投诉量下降10%"),
    ),
    "VAL-07": Examples(
        one_indicator("quality", "学员结业率", "学员顺利毕业"),
        one_indicator("quality", "学员结业率", "≥95%"),
    ),
    "VAL-08": Examples(
        one_indicator("quantity", "培训人数", "95%"), one_indicator("quality", "培训参与率", "95%")
    ),
    "VAL-09": Examples(
        one_indicator("satisfaction", "学员满意率", "120%"), one_indicator("economic", "收入增长率", "120%")
    ),
    "VAL-10": Examples(
        one_indicator("social", "推动理论学习", "98%"), one_indicator("social", "理论学习参与率", "98%")
    ),
    "VAL-12": Examples(
        one_indicator("quantity", "培训人数", "300人", "200人"),
        one_indicator("quantity", "培训人数", "100人", "300人"),
    ),
    "VAL-13": Examples(
        one_indicator("timeliness", "完成时间", "2023年12月31日前"),
        one_indicator("timeliness", "完成时间", "2024年12月31日前"),
    ),
    "VAL-14": Examples(
        one_indicator("quantity", "修缮面积", "3栋"), one_indicator("quantity", "修缮面积", "500平方米")
    ),
    "VAL-15": Examples(
        Example((Project("干部培训", total=100),), term_money=50),
        Example((Project("干部培训", total=100),), term_money=300),
    ),
    "VAL-16": Examples(
        one_project(objective=_TERM, period_objective=_TERM, term=("2024-01", "2026-12")),
        one_project(objective=_TERM, period_objective=_TERM, term=("2024-01", "2024-12")),
    ),
}
_COSTS: Final = {
    "CST-01": Examples(
        one_indicator("cost", "培训成本", "控制在合理范围"), one_indicator("cost", "培训成本", "≤400元/人")
    ),
    "CST-02": Examples(
        one_project(Indicator("cost", "项目总成本", "≤400万元"), total=340),
        one_project(Indicator("cost", "项目总成本", "≤300万元"), total=340),
    ),
    "CST-03": Examples(
        one_project(
            Indicator("quantity", "补助人数", "20人"), Indicator("cost", "补助标准", "5万元/人"), total=340
        ),
        one_project(
            Indicator("quantity", "补助人数", "68人"), Indicator("cost", "补助标准", "5万元/人"), total=340
        ),
    ),
    "WGT-01": Examples(
        one_project(_COUNT._replace(weight="40"), _SOCIAL._replace(weight="40")),
        one_project(_COUNT._replace(weight="50"), _SOCIAL._replace(weight="50")),
    ),
}
_INDICATORS: Final = {
    "CLS-01": Examples(
        one_indicator("quantity", "培训合格率", "≥95%"), one_indicator("quality", "培训合格率", "≥95%")
    ),
    "CLS-02": Examples(
        one_indicator("quality", "资金支出率", "100%"), one_indicator("quality", "补助资金发放准确率", "100%")
    ),
    "CLS-03": Examples(
        one_indicator("timeliness", "培训质量", "≥95%"),
        one_indicator("timeliness", "培训按时完成率", "≥95%"),
    ),
    "CLS-04": Examples(
        one_indicator("social", "宣传效果", "开展宣传活动"), one_indicator("social", "政策知晓率", "≥90%")
    ),
    "CLS-05": Examples(
        one_indicator("economic", "培训人数", "≥50人"), one_indicator("economic", "节约采购成本", "≥10万元")
    ),
    "CLS-06": Examples(
        one_indicator("quantity", "培训人数", "≥50人", code="12"),
        one_indicator("quantity", "培训人数", "≥50人", code="11"),
    ),
    "REL-01": Examples(
        one_project(
            *(Indicator("quantity", "出版期数", "1期"), Indicator("satisfaction", "读者满意度", "95%")),
            objective="为委员提供优质服务保障，各项工作有序开展。",
        ),
        one_project(
            *(Indicator("quantity", "服务委员人数", "60人"), Indicator("satisfaction", "读者满意度", "95%")),
            objective="为委员提供优质服务保障，各项工作有序开展。",
        ),
    ),
    "REL-02": Examples(
        one_indicator("satisfaction", "本单位职工满意度", "≥95%"),
        one_indicator("satisfaction", "参训学员满意度", "≥95%"),
    ),
    "REL-03": Examples(
        one_indicator("satisfaction", "服务对象满意度", "≥95%"),
        one_indicator("satisfaction", "参训学员满意度", "≥95%"),
    ),
    "REL-04": Examples(
        one_indicator("quantity", "1.培训人数；2.培训场次", "≥50人；≥5场"),
        one_indicator("quantity", "培训人数", "≥50人"),
    ),
    "REL-05": Examples(one_project(name="专项工作经费"), one_project(name="基层干部培训经费")),
    "REL-06": Examples(one_project(objective="保障单位正常运转。"), one_project(objective="建成幼儿园三所")),
    "REL-07": Examples(
        one_project(Indicator("quantity", "培训人数", "≥300人"), objective="培训干部500人，持证上岗。"),
        one_project(Indicator("quantity", "培训人数", "≥500人"), objective="培训干部500人，持证上岗。"),
    ),
    "REL-08": Examples(
        one_project(_COUNT, _COUNT._replace(annual="≥20期")),
        one_project(_COUNT, Indicator("quantity", "参训人数", "≥20人")),
    ),
    "REL-09": Examples(
        one_indicator("social", "参训学员满意度", "≥95%"),
        one_indicator("satisfaction", "参训学员满意度", "≥95%"),
    ),
}
_DISCLOSURES: Final = {
    "DUP-01": Examples(
        Example((Project("甲区培训", indicators=(_COUNT,)), Project("乙区培训", indicators=(_COUNT,)))),
        Example(
            (
                Project("甲区培训", indicators=(_COUNT,)),
                Project("乙区培训", indicators=(_COUNT._replace(annual="≥20期"),)),
            )
        ),
    ),
    "DUP-02": Examples(
        Example(
            (
                Project("文印外包", objective=f"做好文印，{_SAME}。", indicators=(_COUNT,)),
                Project("后勤保障", objective=f"保障后勤，{_SAME}。", indicators=(_SOCIAL,)),
            )
        ),
        Example(
            (
                Project("文印外包", objective="做好会议材料的文印。", indicators=(_COUNT,)),
                Project("后勤保障", objective="保障机关食堂的运转。", indicators=(_SOCIAL,)),
            )
        ),
    ),
    "DUP-03": Examples(
        Example((Project("机构运行经费", 7, unit="甲站"), Project("机构运行经费", 7, unit="乙站"))),
        Example((Project("机构运行经费", 7, unit="甲站"), Project("机构运行经费", 8, unit="乙站"))),
    ),
    "YOY-01": Examples(
        Example(
            (Project("会议", indicators=(Indicator("quantity", "会议场次", "40场"),)),),
            last_year=(Project("会议", indicators=(Indicator("quantity", "会议场次", "50场"),)),),
        ),
        Example(
            (Project("会议", indicators=(Indicator("quantity", "会议场次", "60场"),)),),
            last_year=(Project("会议", indicators=(Indicator("quantity", "会议场次", "50场"),)),),
        ),
    ),
    "YOY-02": Examples(
        Example((Project("干部培训", 150),), last_year=(Project("干部培训", 100),)),
        Example((Project("干部培训", 110),), last_year=(Project("干部培训", 100),)),
    ),
    "YOY-03": Examples(one_project(name="2023年信息化运维"), one_project(name="2024年信息化运维")),
    "DIS-01": Examples(
        one_project(name="专项业务", objective="该项目为保密项目。"),
        one_project(name="保密宣传", objective="开展保密宣传教育，使干部掌握保密规定。"),
    ),
    "FMT-01": Examples(one_project(name="干部培训", unread="九、附加指标：略"), one_project(name="干部培训")),
    "FMT-02": Examples(Example((Project("档案整理"),), in_doubt="档案整理"), Example((Project("档案整理"),))),
    "FMT-03": Examples(
        Example((Project("档案整理", 10, objective="整理文书档案。"), Project("档案整理", 20))),
        Example((Project("文书档案整理", 10, objective="整理文书档案。"), Project("档案整理", 20))),
    ),
    "FMT-04": Examples(
        one_indicator("quantity", "受益户数", "≥XX户"), one_indicator("quantity", "受益户数", "≥300户")
    ),
}

EXAMPLES: Final[Mapping[str, Examples]] = MappingProxyType(
    {
        **_AMOUNTS,
        **_COMPLETENESS,
        **_QUANTIFICATION,
        **_VALUES,
        **_COSTS,
        **_INDICATORS,
        **_DISCLOSURES,
        **RESULTS,
    }
)
