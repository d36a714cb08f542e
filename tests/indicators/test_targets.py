"""What a target says: every target of the sample, and wordings of our own."""

import time
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from indicators.grammar import parse_cell
from indicators.numerals import value_of
from indicators.targets import (
    Kind,
    Target,
    is_quantified,
    is_scoring_rule,
    is_withheld,
    names_a_rate,
    numbers_in,
    read_target,
)
from tests.support.paths import SAMPLE

# How often each target of the sample stands there, and what it says: kind, as read, quantified.
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
2 | words | ? | no | 验收合格
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

# Wordings of our own.
TARGETS = """
percentage | =100.00% | yes | =100.00(%)
percentage | ≥90.00% | yes | ≥90.00(%)
count | 985米 | yes | 985米
count | ≥80M | yes | ≥80M
count | 250万 | yes | 250万
time | ? | yes | 2023.07-2024.01
words | ? | no | 优良
count | 0投诉 | yes | 零投诉
percentage | 90% | yes | 百分之九十
percentage | 90% | yes | 九成
percentage | ≥95% | yes | 九成五以上
count | 2次 | yes | 两次
words | ? | no | 一批
count | 3万人次 | yes | 3万人次
count | 1000份 | yes | 1,000份
percentage | 5~10% | yes | 5%-10%
percentage | 5~10% | yes | 5-10%
percentage | ≥95% | yes | ≥95％
percentage | 100% | yes | 100％
percentage | ≥95% | yes | 95%以上
count | ≥3次 | yes | 3次及以上
time | ≤3分钟 | yes | 3分钟内
time | ≤5个工作日 | yes | 5个工作日内完成
time | ≤30天 | yes | 不超过30天
percentage | ≤5% | yes | 控制在5%以内
time | ? | no | 2024年
time | ? | no | 2024年底前
time | ? | yes | 2024年12月底前
time | ? | yes | 12月31日前
time | ? | yes | 1-3月
count | 2次 | yes | 每年2次
count | 1次 | yes | 每季度1次
words | ? | no | 12345热线办结率
words | ? | no | 接听12345热线
time | ? | no | 第一季度
number | ? | yes | 排名前3
words | ? | no | 第3名
count | 2次/年 | yes | 2次/年
count | 12次/年 | yes | 12次/年
percentage | 95% | yes | 60岁以上老人覆盖率95%
percentage | ? | yes | 10万元以上项目完成率95%
count | ≥2次 | yes | 12个专委会，每个≥2次
number | ≥90 | yes | 得分≥90
count | ≥90分 | yes | 90分以上
count | ≥90分 | yes | 得90分以上
count | ≥90分 | yes | 测评得分≥90分（满分100分）
scoring | ? | no | 满分100分
scoring | ? | no | 每发现一次扣5分
scoring | ? | no | 未完成不得分
count | 95分 | yes | 考核得分达到95分
words | ? | no | “两个维护”
words | ? | no | 落实“十四五”规划
words | ? | no | 十四五规划任务
percentage | ? | yes | 下降5%
percentage | ? | yes | 提高2个百分点
percentage | ≥5% | yes | 增长率≥5%
count | ? | yes | 约50人
count | ? | yes | 50人左右
count | ? | yes | 100余场
count | ? | yes | 十余次
count | ? | yes | 三五次
count | 20次 | yes | 二十次
count | 120人 | yes | 一百二十人
time | 3年 | yes | 三年
words | ? | no | 三年行动计划
words | ? | no | 一次性补助
words | ? | no | 一次验收合格
count | ≤1次 | yes | 最多跑一次
words | ? | no | 一人一档
count | ? | yes | 一年一次
count | 1次 | yes | 每三个月一次
count | 1次 | yes | 每3个月开展1次
time | ? | yes | 7×24小时
time | 24小时 | yes | 24小时
number | ? | yes | 1:3
number | ? | yes | 2/3以上
count | ≤35μg/m³ | yes | PM2.5浓度≤35μg/m³
count | 10个 | yes | 5G基站10个
words | ? | no | A4纸
words | ? | no | ISO9001认证
words | ? | no | 1.完成采购。2.完成验收
count | ? | yes | 1.培训2次。2.会议3场
words | ? | no | (1)验收
count | 1份 | yes | 《2024年报告》1份
number | 0.5 | yes | 0.5
withheld | ? | no | 不予披露
words | ? | no | 加强保密宣传
withheld | ? | no | 涉密
percentage | ≥95% | yes | ≥ 95 %
percentage | ≥95% | yes | >=95%
percentage | ≥93% | yes | 大于等于93%
count | ≥50万元 | yes | 不少于人民币50万元
count | ≥2次 | yes | 至少组织2次
time | ≤0.5年 | yes | 半年内
time | ? | no | 上半年完成
time | ? | yes | 4季度
time | 365天 | yes | 365天
time | ? | yes | 8:30前
words | ? | no | 二级甲等
count | ? | yes | 达到3级以上
count | 1个 | yes | 5A级景区1个
words | ? | no | 1号楼
words | ? | no | 十分满意
percentage | 100% | yes | 百分之百
count | 1个 | yes | 一个平台
percentage | 2个百分点 | yes | 两个百分点
words | ? | no | 全年
words | ? | no | 长期
words | ? | no | 按时
count | ? | yes | 20人，30次
percentage | ? | yes | ≥95%，≤3天
percentage | ? | yes | ≥95%且优秀率≥20%
count | 3~5次 | yes | 3-5次
time | 2~3天 | yes | 2-3天
number | 2025 | yes | 2025
time | ? | no | 2023-2024年
time | ? | no | 2023-2024
time | ? | yes | 2024/12/31
count | 2024.5万元 | yes | 2024.5万元
number | 2000.5 | yes | 2000.5
number | ≥2024.5 | yes | ≥2024.5
count | 35℃ | yes | 35℃
count | 3000㎡ | yes | 3000㎡
count | 100m2 | yes | 100m2
count | 20平方米/人 | yes | 20平方米/人
count | 50元/人·天 | yes | 50元/人·天
count | 3.5亿元 | yes | 3.5亿元
words | ? | no | 无
words | ? | no | 无事故
words | ? | no | 逐步提升
words | ? | no | 1+1
percentage | ? | yes | 10%左右
count | ? | yes | 全年不少于4次，每次不少于50人
percentage | 100% | yes | 合格率100%
percentage | ? | yes | 同比增长10%以上
percentage | 95% | yes | 提高到95%
number | 95.5 | yes | 95.5
percentage | 99.99% | yes | 99.99%
percentage | 150% | yes | 150%
percentage | ≥100% | yes | 完成率达100%以上
count | 3家 | yes | 3家单位
count | 1支 | yes | 一支队伍
count | 60周岁 | yes | 60周岁
time | 6个月 | yes | 6个月
time | ? | yes | 6月
time | ? | yes | 五月
time | ? | yes | 十二月底前
time | ? | yes | 5月前
time | 2年 | yes | 2年
time | 2年 | yes | 两年
count | ≥3平方米 | yes | 人均≥3平方米
percentage | ≥5‰ | yes | ≥5‰
number | 98 | yes | 98.
number | 98 | yes | 98。
count | 1次 | yes | 第三方评估1次
words | ? | no | 三方协议
time | 12个月 | yes | 12个月
time | ? | yes | 12月
time | ≤1年 | yes | 1年内
words | ? | no | 内容完整
time | ≤24小时 | yes | 24小时内响应
words | ? | no | 一、二等奖
count | 3个 | yes | 一等奖3个
words | ? | no | 90后
count | 1.5倍 | yes | 1.5倍
count | ≤5次/百万 | yes | ≤5次/百万
count | ≥3名 | yes | 不少于3名以上
percentage | 5% | yes | 不高于5%以上
percentage | ? | yes | 1天内办结率100%
words | ? | no | 不超过预算数
count | ≤226.15万元 | yes | ≤226.15万元
count | ≤250万元 | yes | 控制在预算250万元以内
percentage | ≤100% | yes | 100%以内
words | ? | no | 不超出预算
words | ? | no | 较上年下降
percentage | ≥3% | yes | 比上年增长不低于3%
words | ? | no | 完成2024年度任务
words | ? | no | 2024年全年
time | ? | yes | 2024年1月1日至2024年12月31日
time | ? | yes | 2024年1-12月
words | ? | no | 按合同约定时间
time | ≤15个工作日 | yes | 合同签订后15个工作日内
time | ? | yes | 每月5日前
words | ? | no | 每周五
count | 2次 | yes | 每天2次
time | 7天/周 | yes | 7天/周
time | ? | yes | 全年365天，每天24小时
time | ≤30分钟 | yes | 接到报修后30分钟内到达
time | ≤2小时 | yes | 响应时间≤2小时
count | ≥3篇/年 | yes | ≥3篇/年
count | ? | yes | 开展培训3期，每期50人
count | ? | yes | 培训3期150人次
count | 3场 | yes | 3场（次）
count | 10个 | yes | 10个（套）
count | 1个/村 | yes | 1个/村
count | 1座 | yes | 建成1座
count | 5所 | yes | 新建、改扩建学校5所
words | ? | no | 达到国家二级标准
words | ? | no | 达到GB 3838-2002 Ⅲ类标准
percentage | ≥85.5% | yes | 优良天数比例≥85.5%
count | ≤30微克/立方米 | yes | PM2.5年均浓度≤30微克/立方米
percentage | ? | yes | GDP增长5%
count | 100吨 | yes | COD减排100吨
count | 11个 | yes | 覆盖全市11个区
count | ? | yes | 覆盖11个区、176个镇街
count | 21个 | yes | 21个单位全覆盖
words | ? | no | 全覆盖
words | ? | no | 全部完成
words | ? | no | 实现零突破
words | ? | no | 零距离
words | ? | no | 零容忍
count | 0起 | yes | 0起
words | ? | no | 零起
count | 0次 | yes | 0次
words | ? | no | 无重大安全事故
number | 0 | yes | 安全事故0
number | 0 | yes | 发生率为0
words | ? | no | 重大事故为零
words | ? | no | 满意
words | ? | no | 比较满意以上
words | ? | no | 优秀
count | 90分 | yes | 90分
count | ≥90分 | yes | ≥90分
count | ≥80分 | yes | 80分（含）以上
words | ? | no | 评价等级为良好及以上
words | ? | no | A级
count | ? | yes | 达到4星级
count | ? | yes | 3星级酒店2家
words | ? | no | 一级
count | ? | yes | 1级
words | ? | no | 二次供水
words | ? | no | 第二批
count | 2批次 | yes | 两批次
count | 2批 | yes | 分2批
words | ? | no | 一期工程完工
words | ? | no | 二期
count | ? | yes | 三期叠加
words | ? | no | 完成三期建设
time | 5年 | yes | 五年
count | 5次 | yes | “十四五”期间5次
count | 2场 | yes | 党的二十大精神宣讲2场
words | ? | no | 学习贯彻党的二十大精神
words | ? | no | 二十届三中全会
count | ≥1次 | yes | 不少于一次
count | ≥1次 | yes | 每季度不少于一次
count | ≥2次 | yes | 每年至少开展两次督查
time | ≥3个工作日 | yes | 至少三个工作日
count | 1次 | yes | 每半年1次
words | ? | no | 半月
time | 1个月 | yes | 一个月
time | 1个季度 | yes | 一个季度
time | 1个季度 | yes | 1个季度
time | ≤3个月 | yes | 三个月内
time | ≤15日 | yes | 十五日内
time | ≤15日 | yes | 15日内
time | 15日 | yes | 15日
time | ? | yes | 10月底
time | ? | yes | 10月份完成
time | ? | no | 三季度
words | ? | no | 前三季度
time | 2小时/次 | yes | 2小时/次
time | 2小时 | yes | 人均2小时
time | 1.5小时 | yes | 1.5小时
time | ? | yes | 1小时30分钟
time | 90秒 | yes | 90秒
time | 2小时 | yes | 两小时
time | 3~5个工作日 | yes | 3-5个工作日
time | 5~10天 | yes | 5~10天
count | 10~15人 | yes | 10至15人
count | ? | yes | 10人至15人
count | 1~2场/月 | yes | 1-2场/月
count | 1~2场 | yes | ≥1-2场
percentage | 95~98% | yes | 95-98%
percentage | 95~98% | yes | 95%～98%
percentage | 0~5% | yes | 0-5%
number | ? | yes | 3:1
number | ? | yes | 比例1:1.5
number | ? | yes | 1/2
number | ? | yes | 三分之二
number | ? | yes | 二分之一以上
words | ? | no | 过半
words | ? | no | 近半数
words | ? | no | 成倍增长
words | ? | no | 翻番
words | ? | no | 翻一番
count | ≥2倍 | yes | 2倍以上
percentage | 3‰ | yes | 千分之三
number | ? | yes | 万分之一
percentage | ≤5‰ | yes | 5‰以内
percentage | ? | yes | ±2%
count | ? | yes | -18℃以下
count | ? | yes | ≥-18℃
count | ? | yes | 误差±0.5mm
count | ? | yes | 1200×800mm
words | ? | no | DN300
count | 220V | yes | 220V
count | 10kV | yes | 10kV
count | 100Mbps | yes | 100Mbps
count | 10TB | yes | 10TB
count | 500GB | yes | 500GB
words | ? | no | 4K高清
count | 2台 | yes | 3D打印机2台
words | ? | no | 4G网络
words | ? | no | 5A级
count | 2个 | yes | 2个5A级景区
count | 3个 | yes | H5页面3个
count | 1个 | yes | APP1个
count | 1个 | yes | 1个APP
count | 1套 | yes | VR设备1套
count | ≥100篇 | yes | 微信公众号推文≥100篇
count | 3亿 | yes | 3亿
count | 2亿人次 | yes | 2亿人次
number | ? | yes | 5000+
count | ? | yes | 1000人+
count | ? | yes | 100多人
words | ? | no | 上百人
words | ? | no | 数十人
words | ? | no | 若干
words | ? | no | 多次
words | ? | no | 几次
words | ? | no | 不定期
number | ≥1 | yes | ≥1
number | ≥1 | yes | ＞＝1
count | ≥1次 | yes | ≥ 1 次
count | ≥1次 | yes | ≥1（次）
count | ≥1个 | yes | ≥1(个)
count | <5次 | yes | ＜5次
count | ? | yes | 〉5次
count | >5次 | yes | ﹥5次
number | >5 | yes | 大于5
number | ≥5 | yes | 5以上
number | ≥5 | yes | 5及以上
number | ≤5 | yes | 不大于5
number | ≥5 | yes | 5（含）以上
number | ≥5 | yes | 大于或等于5
count | ? | yes | 大于等于5小于10
number | ? | yes | 5<x≤10
number | 95.00 | yes | 95.00
percentage | 95.00% | yes | 95.00%
percentage | ≥95% | yes | 95％以上（含95％）
percentage | ≥98% | yes | 98％以上
percentage | ≥95% | yes | 百分之九十五以上
percentage | 95% | yes | 百分之95
percentage | 95% | yes | 九十五%
count | 100分 | yes | 100分
count | 100分 | yes | 得分100分
words | ? | no | 考核得分
words | ? | no | 评分结果
scoring | ? | no | 年度考核90分以上得满分
scoring | ? | no | 合格率每低1%扣1分
scoring | ? | no | 100%得10分，每低1个百分点扣0.5分
scoring | ? | no | 完成得满分，未完成不得分
count | 90~100分 | yes | 优（90-100分）
number | ? | yes | 90≤得分≤100
scoring | ? | no | 加5分
time | ? | yes | 增加5分钟
percentage | 95% | yes | 12345平台满意率95%
percentage | 100% | yes | 12345工单办结率100%
count | 1000次 | yes | 110处警1000次
count | 1次 | yes | 119消防宣传1次
words | ? | no | 96345服务
words | ? | no | 400电话
words | ? | no | 1号线
count | 1栋 | yes | 3号楼改造1栋
time | ? | yes | 5号前
time | ? | yes | 每月10号前发放
count | ? | yes | 1、2、3类人员
words | ? | no | 1.宣传2.培训
words | ? | no | ①宣传②培训
words | ? | no | 一是宣传；二是培训
words | ? | no | 一要
count | ? | yes | 1个中心、2个平台
words | ? | no | 一中心两平台
words | ? | no | “1+2”
words | ? | no | 1+2
words | ? | no | 3+1
words | ? | no | 三上三下
count | 1次 | yes | 七一活动1次
words | ? | no | 八一慰问
words | ? | no | 六一
words | ? | no | 五一前
words | ? | no | “五一”前
words | ? | no | 元旦
words | ? | no | 70周年
words | ? | no | 建国75周年
words | ? | no | 第75周年
count | ≥75岁 | yes | 75岁以上老人
count | 100人 | yes | 0-3岁婴幼儿100人
count | 1000人 | yes | 80岁以上老人1000人
count | ≤18周岁 | yes | 18周岁以下
time | ? | no | 1958年以前
count | ? | yes | 1000万元以上企业10家
count | 5000元/人 | yes | 5000元/人
count | 5000元/人/年 | yes | 5000元/人/年
count | 5000元 | yes | 人均5000元
count | 10元/㎡ | yes | 10元/㎡
count | 500元 | yes | 每人每月500元
count | 500元 | yes | 每人500元
count | 3台 | yes | 每100人拥有3台
count | 3.5个 | yes | 每万人3.5个
count | 3.2人 | yes | 每千人口执业医师数3.2人
number | 0.98 | yes | 0.98
number | 98.5 | yes | 98.5
percentage | ? | yes | 9 8%
number | ? | yes | 1 000
count | ? | yes | 1，000份
count | 3000m³/日 | yes | 3000m³/日
count | 3000立方米/天 | yes | 3000立方米/天
count | 10t/d | yes | 10t/d
count | 20mg/L | yes | 20mg/L
count | 0.5元/度 | yes | 0.5元/度
words | ? | no | 不涉密
count | 2次 | yes | 涉密人员培训2次
words | ? | no | N/A
withheld | ? | no | ***
words | ? | no | 详见附件
words | ? | no | 见上
words | ? | no | 同上
words | ? | no | 同年度目标
percentage | ≥98% | yes | ≥98%（含）
percentage | ? | yes | 约95%
percentage | ? | yes | 95%左右
count | ? | yes | 不少于10人左右
percentage | ? | yes | 提升5%
percentage | 95% | yes | 提升至95%
count | 5次 | yes | 提高到5次
count | ? | yes | 减少3起
percentage | ? | yes | 压减10%以上
percentage | ≥10% | yes | 降低率≥10%
percentage | 10% | yes | 增长率10%
count | 100万元 | yes | 投入100万元
percentage | ≥95% | yes | 预算执行率≥95%
percentage | ≥98% | yes | 98%以上，并有效处置。
percentage | ? | yes | 有效提升95%群众满意度
time | 5年 | yes | 持续5年
time | ≥5年 | yes | 长期（5年以上）
time | ≥10年 | yes | 使用年限≥10年
time | ≥10年 | yes | ≥10年
time | 3年 | yes | 质保3年
count | 1学年 | yes | 1学年
count | 2学期 | yes | 2学期
words | ? | no | 本学期
count | 48学时 | yes | 48学时
count | 16课时 | yes | 16课时
count | 2课 | yes | 2课
time | 1天 | yes | 1天
words | ? | no | 当天
words | ? | no | 当日
words | ? | no | 次日
number | ? | yes | T+1
time | 24h | yes | 24h
time | ≤24h | yes | ≤24h
time | 30min | yes | 30min
time | 30s | yes | 30s
time | 5d | yes | 5d
"""


def as_read(target: Target) -> str:
    """A target in one word: ≥ 50 次 → ≥50次, a range 3~5次, "?" where no number is told."""
    if target.number is None:
        return "?"
    return f"{target.comparator}{target.number}{f'~{target.upper}' if target.upper else ''}{target.unit}"


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


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


@pytest.mark.parametrize(("kind", "read", "quantified", "text"), rows(TARGETS))
def test_a_target(kind, read, quantified, text):
    target = read_target(text)
    assert (target.kind, as_read(target), target.is_quantified) == (kind, read, quantified == "yes")


@pytest.mark.parametrize("text", ["", " ", "\n", "—", "-", "/", "／", "--"])
def test_a_target_that_is_not_stated_is_missing(text):
    assert read_target(text) == Target(Kind.MISSING)


def test_line_breaks_and_blanks_inside_a_target_do_not_hide_its_figure():
    assert as_read(read_target("≥\n50 次")) == "≥50次"
    assert as_read(read_target("不少于　5\n篇")) == "≥5篇"


def test_numbers_in_a_text_are_told_with_what_they_are():
    first, second, third = numbers_in("60岁以上老人每季度不少于2次，覆盖率达到95%以上")
    assert (first.unit, first.qualifies) == ("岁", True)
    assert (second.comparator, second.number, second.unit, second.qualifies) == ("≥", Decimal(2), "次", False)
    assert (third.kind, third.comparator, third.number) == (Kind.PERCENTAGE, "≥", Decimal(95))
    assert numbers_in("≥95%得100分") == ()


@pytest.mark.parametrize(
    "text",
    [
        "得100分",
        "满分100分",
        "标准:≥95%,得100分;<95%,得50分",
        "每少一次扣2分",
        "未完成不得分",
        "完成得满分",
        "得0-10分",
        "加5分",
    ]
    + ["达到要求得５分", "100%得10分，每低1个百分点扣0.5分", "90分以上得满分"],
)
def test_a_scoring_rule_gives_points(text):
    assert is_scoring_rule(text)
    assert read_target(text) == Target(Kind.SCORING)
    assert not is_quantified(text)


@pytest.mark.parametrize(
    "text",
    [
        "得分≥90",
        "得分≥90分（满分100分）",
        "得90分以上",
        "考评取得95分",
        "90分以上",
        "增加5分钟",
        "合计100分",
        "得5分类",
        "无扣分",
    ]
    + ["满意度得分不低于85分", "考核获得90分"],
)
def test_a_score_to_reach_is_no_scoring_rule(text):
    assert not is_scoring_rule(text)


def test_what_is_withheld_says_so_in_place_of_a_target():
    for text in ("保密", "保密项目", "涉密项目", "该项目为保密项目。", "不予公开", "因涉密不予披露", "***"):
        assert is_withheld(text)
    for text in ("加强保密宣传", "保密培训2次", "涉密人员管理到位", "公开", ""):
        assert not is_withheld(text)


def test_a_name_that_says_a_rate():
    for name in ("合格率", "项目验收合格率（%）", "设备完好(%)", "资金支付及时率"):
        assert names_a_rate(name)
    for name in ("协商活动组织频率", "工作效率", "率先完成", "调研次数"):
        assert not names_a_rate(name)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("1,000,000.50", "1000000.50"),
        ("九十五", 95),
        ("十", 10),
        ("二十", 20),
        ("一百零八", 108),
        ("三千五百", 3500),
        ("两万三千", 23000),
        ("九十五点五", "95.5"),
        ("半", "0.5"),
        ("一百", 100),
        ("百", 100),
    ],
)
def test_a_number_is_exact_in_digits_and_in_numerals(text, value):
    assert value_of(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "三五", "一百二", "十百", "点五", "九十点", "甲", "9" * 19, "0." + "1" * 11]
)
def test_what_is_not_one_number_has_no_value(text):
    assert value_of(text) is None


words = st.lists(
    st.sampled_from(
        [
            *"0123456789.,，、-~%()（）≥≤><=+/×:；。 \n一二两三十百半零每约前近",
            "以上",
            "以内",
            "不少于",
            "大于",
            "次",
            "万人",
            "个",
        ]
        + [
            "2024年",
            "12月",
            "底前",
            "得",
            "分",
            "满分",
            "百分之",
            "成",
            "“",
            "”",
            "第",
            "热线",
            "左右",
            "分钟",
            "A",
            "覆盖率",
        ]
    ),
    max_size=25,
).map("".join)


@given(st.one_of(st.text(), words))
@settings(max_examples=1000, deadline=None)
def test_any_text_is_read_and_a_number_that_is_told_stands_in_it(text):
    target = read_target(text)
    assert target.kind in Kind
    assert target.comparator in ("", "≥", "≤", ">", "<", "=")
    assert target.is_quantified or target.number is None
    if target.number is None:
        assert (target.comparator, target.unit, target.upper) == ("", "", None)
    elif str(target.number) not in text.replace(",", ""):
        assert any(sign in text for sign in "一二两三四五六七八九十百半零成０１２３４５６７８９")


@given(words)
@settings(deadline=None)
def test_full_width_is_read_as_half_width(text):
    wide = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.%()<>=:;"}
    assert read_target(text.translate(wide)) == read_target(text)


@pytest.mark.parametrize(
    "piece", ["1", "a", "1,000,", "A-", "一", "百分之", "1-", "得", "“", "(", "≥", "1.", " ", "1年", "第1、"]
)
def test_a_long_text_is_read_in_linear_time(piece):
    started = time.process_time()
    read_target(piece * (100_000 // len(piece)) + "x")
    assert time.process_time() - started < 5  # about a second at most; a quadratic reading takes minutes
