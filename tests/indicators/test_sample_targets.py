"""The reading of every target of the sample."""

from collections import Counter

import pytest

from indicators.grammar import parse_cell
from indicators.targets import read_target
from tests.indicators.target_tables import as_read, rows
from tests.support.paths import SAMPLE

# How often each target occurs in the sample | kind | reading | whether it is quantified | text.
SAMPLE_TARGETS = """
2 | words | ? | no | 按计划数到位
13 | percentage | 95% | yes | 95%
21 | percentage | 98% | yes | 98%
1 | time | <3分钟 | yes | 赶到现场的时间小于3分钟，并有效处置。
1 | time | ≤3分钟 | yes | 大楼出现安全隐患需要在3分钟内赶到现场，并有效处置
1 | number | 0 | yes | 0
1 | words | ? | no | 大楼固定资产或公共财产发生丢失被盗的情况全年低于辖区内盗窃率
12 | percentage | 100% | yes | 100%
1 | percentage | ≥95% | yes | 对安保服务的满意人数/机关干部总人数≥95%
4 | count | 0事故 | yes | 0事故
1 | count | ? | yes | 召开政协全会1次、常委会>2次
1 | count | ≥2次 | yes | 每个专委会，不少于2次
2 | withheld | ? | no | 保密项目
4 | percentage | >98% | yes | 大于98%
2 | words | ? | no | 按时、及时征订
2 | words | ? | no | 按计划举行中秋雅集活动
1 | count | 6期 | yes | 出版、刊登6期
2 | words | ? | no | 开设多种渠道
2 | words | ? | no | 通过多媒体等方式展示
2 | words | ? | no | 有相关提交党委政府的调研报告
8 | percentage | >90% | yes | 大于90%
4 | percentage | >95% | yes | 大于95%
2 | number | >1 | yes | >1
2 | count | ≥50次 | yes | ≥50次
2 | count | >3500平方米 | yes | >3500平方米
2 | count | >3次 | yes | >3次
2 | words | ? | no | 开展相关活动
2 | words | ? | no | 按计划参加取证或培训
2 | percentage | >95% | yes | 满意度高于95%
2 | words | ? | no | 组织验收
1 | number | 98 | yes | 98
2 | yes/no | ? | yes | 验收合格
1 | number | 100 | yes | 100
4 | time | 3个月 | yes | 合同验收完成后3个月
1 | words | ? | no | 系统正常运行率(%)
1 | scoring | ? | no | 系统开发工作按时完成率(标准:实际所用时间比计划完成时间少得100分)
1 | scoring | ? | no | 党支部覆盖率(%)(标准:≥95%,得100分;<95%,得50分)
1 | scoring | ? | no | 系统使用情况(≥90%得100分)
4 | words | ? | no | 按照合同要求期限
2 | scoring | ? | no | 运维人员配备人数达标情况,满分100分
2 | scoring | ? | no | 巡检完成率(标准:大于等于93%得100分)
2 | scoring | ? | no | 正常运行使用率(标准:大于等于93%得100分)
2 | scoring | ? | no | 运维服务绩效评价情况,满分100分
4 | words | ? | no | 按照合同期限
2 | count | 1人 | yes | 按计划招聘1人
2 | count | 1人 | yes | 招聘1人
"""


def sample_targets() -> Counter[str]:
    cells = (
        line.split("\t")[6]
        for line in SAMPLE.read_text(encoding="utf-8").splitlines()
        if line.count("\t") == 6
    )
    indicators = (one for cell in cells for one in parse_cell(cell).indicators)
    return Counter(text for one in indicators for text in (one.period_target, one.annual_target))


def test_the_table_below_holds_all_136_targets_of_the_sample():
    assert {text: int(times) for times, _, _, _, text in rows(SAMPLE_TARGETS)} == dict(sample_targets())
    assert sum(sample_targets().values()) == 136


@pytest.mark.parametrize(("kind", "read", "quantified", "text"), [row[1:] for row in rows(SAMPLE_TARGETS)])
def test_a_target_of_the_sample(kind, read, quantified, text):
    target = read_target(text)
    assert (target.kind, as_read(target), target.is_quantified) == (kind, read, quantified == "yes")
