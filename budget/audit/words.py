"""The word lists of the checks, each with its reason.

All are compared with folded text (NFKC, no blanks, lower case). The lists of the wording of targets are
in indicators.targets, where the pages use them too. A word with another meaning inside a longer one is
struck out with it first (`strike`), so that the check does not report it.
"""

import re
from typing import Final


def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the words, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def strike(pattern: re.Pattern[str], text: str) -> str:
    """Return the text with the matches of the pattern replaced, so that their neighbours are not joined."""
    return pattern.sub("\n", text)


# -- texts that state nothing ------------------------------------------------------------------

# Texts of cells that state nothing.
STATES_NOTHING: Final = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无"})

# -- CMP-08, CMP-09: kinds of projects in names -------------------------------------------------

# 工程 that is no construction: programmes for people, slogans, titles, institutions, crafts; and longer words
# that contain the others: a purchase tax, managed repair funds, the reform of prisoners or views.
NOT_CONSTRUCTION: Final = any_of(
    (
        *("人才工程", "民生工程", "希望工程", "工程师", "工程系列", "工程机械", "系统工程", "形象工程"),
        *("惠民工程", "名师工程", "英才工程", "育才工程", "铸魂工程", "强基工程", "春蕾工程", "阳光工程"),
        *("雨露工程", "青蓝工程", "温暖工程", "爱心工程", "素质工程", "文明工程", "品牌工程", "名家工程"),
        *("工程大学", "工程学院", "工程职业", "工程学校", "工程中心", "工程研究", "工程技术", "工程实验室"),
        *("工程专业", "工程学科", "工程院", "工程咨询", "工程造价", "工程质量监督", "工程招投标", "生物工程"),
        *("基因工程", "软件工程", "购置税", "购置补贴", "维修资金", "维修基金"),
        *("劳动改造", "教育改造", "思想改造", "罪犯改造", "改造罪犯"),
    )
)
CONSTRUCTION: Final = any_of(("工程", "装修", "修缮", "维修", "改造"))
PURCHASE: Final = any_of(("购置",))
# CMP-08: 建设 of people, rules, minds and organisations builds nothing.
NOT_BUILDING: Final = re.compile(
    "(?:队伍|能力|党风|廉政|作风|文化|文明|制度|体系|机制|人才|学科|专业|课程|法治|平安|诚信|信用|思想|政治|政权|阵地|品牌|环境|营商|组织|党的?|班子"
    "|标准|内控|团队|智库|民主|档案|师资|师德|教材|机关|支部|团|妇联|工会|民族|国防|双拥|社会|经济|发展|现代化|规范化|标准化|法制|行风|学风|家风|形象)化?建设"
    "|建设(?:资金管理|局|厅|委|部门|系统|者|监管|监督|用地审批|银行)"
)
BUILDING: Final = any_of(("建设", "加固", "扩建", "新建", "改建", "迁建", "重建", "信息化"))
# CMP-10 (in CMP-13): what is bought for the office itself, and debts paid, serve nobody who could be asked.
SERVES_NOBODY: Final = re.compile(
    "(?:设备|仪器|家具|车辆|装备|物资|软件|耗材|试剂)(?:的)?(?:购置|采购|更新)|购置(?:设备|仪器|家具|车辆|装备)|还本付息|偿债|债务|利息|欠款|尾款|质保金|工程款"
)

# 系统 that is a body of offices, a part of nature, a manner of working; 平台 on which people meet or money
# is raised.
NOT_A_COMPUTER: Final = re.compile(
    "(?<!智慧|数字|智能)(?:教育|卫生|卫健|医疗|政法|公安|检察|法院|司法|税务|财政|民政|政协|人大|工会|宣传|组织|统战|纪检|监察|纪检监察|党政|机关|党校"
    "|农业|农村|农口|林业|水利|水务|交通|文化|文旅|体育|生态|生态环境|环保|消防|应急|粮食|商务|国资|工商|市场监管|气象|海洋|民族|宗教"
    "|妇联|共青团|残联|科技|科协|侨联|金融|人社|社保|供销|全|本|各)系统"
    "|系统(?:性|内|外|治理|整治|修复|工程|观念|思维|培训|学习|干部|职工|人员|党建)"
    "|(?:民生|融资|投资|人才|就业|交流|合作|创新|创业|科研|学科|产业|联络|招商|议事|协商|履职|学术|产学研|孵化)平台"
)
COMPUTER: Final = any_of(("系统", "平台"))
COMPUTER_CONTEXT: Final = any_of(("信息", "智慧", "数字", "数据", "网络", "建设", "开发", "运维", "升级"))
INFORMATION: Final = any_of(("信息化",))

# -- CMP-11, CMP-12: what an objective promises ------------------------------------------------

# 做好评审 holds 好评 and 获得感谢信 holds 获得感; who pays for a survey promises no satisfaction by it.
SATISFACTION_PROMISED: Final = re.compile(
    r"(?<!不)满意(?!度(?:情况)?调查)|(?<![做搞抓办干])好评(?![审估价比选议定级标奖])|获得感(?!谢)"
)
SATISFACTION: Final = ("满意", "好评", "获得感")
# Slogans of thrift and of the environment promise no money saved.
NOT_SAVINGS: Final = re.compile(
    r"节约(?:型|用水|用电|用地|用能|用纸|集约|意识|教育|宣传|理念|风尚|美德|粮食|能源|资源|水资源)|(?:厉行|勤俭|崇尚|集约|资源|能源)节约"
    r"|节约(?:优先|光荣)"
)
SAVINGS_PROMISED: Final = re.compile(r"节省|节约|降低[^,;。]{0,8}成本")

# -- VAL: names that measure -------------------------------------------------------------------

# Names that end so count or measure; 质量 含量 力量 and the like do not, nor does moisture (含水量).
COUNT_AT_END: Final = re.compile(
    r"(?:次数|人数|户数|场次|频率|面积|数量|(?<![质含力能考较胆])(?<!含[水沙盐氧糖])量)$"
)
# A percentage has something to be a percentage of; 度 of years, rules, efforts and turns of phrase is no
# degree.
PERCENTAGE_OF: Final = re.compile(
    r"率|比例|占比|比重|百分比|融资成本|份额|覆盖|安全感|幸福感|获得感|认同感|归属感|信任感|[增降涨]幅|增速|同比|环比|\(%\)|满意|(?<![年制力深季月角广态调长宽厚])度(?!假)"
)
# The target itself states its base.
TARGET_NAMES_RATE: Final = re.compile(r"率|比|占|满意|增|减|降|提高|提升|超|/|÷|度(?!假)|完成|投资|进度|较")
# VAL-10: all of the cases are meant where a name says how each of them is done (符合标准 100%).
ALL_CASES: Final = re.compile("符合|满足|达到[^,;。]{0,12}标准|按[照]?[^,;。]{1,20}(?:标准|规定|要求)|及时")
# VAL-02: what of the whole is done in the year, against the term or the size of the whole.
SHARE_OF_THE_WHOLE: Final = re.compile(
    r"(?:完成|达到|累计|实现|形成)[^,;。]{0,12}?(?:[0-9.]{1,6}%|[0-9一二三四五]分之|[0-9]/[0-9])|(?:进度|工程量|投资)[^,;。]{0,8}?[0-9.]{1,6}%|[1-9]/[1-9]$"
)

# VAL-09: what cannot exceed the whole; banks' coverage can.
WHOLE_AT_MOST: Final = re.compile(r"满意[率度]|合格率|达标率|及时率|准确率|(?<!拨备)(?<!流动性)覆盖率|出勤率")
MAY_EXCEED_WHOLE: Final = re.compile(r"(?:增长|增加|提升|提高|上涨|回报|收益|拨备覆盖|流动性覆盖|杠杆)率")
# VAL-12: a count each, or on average, is not part of a whole.
EACH: Final = re.compile(r"[每各均/]|分别")

# QNT-12: a class of a standard inside other words: 达到二级养护标准.
CLASS_STATED: Final = re.compile("[一二三四五特甲乙丙a-e1-9]级|(?:i{1,3}|iv|v|[一二三四五])类")
# QNT-12, QNT-13: nothing is to happen, whatever it is called (零申诉).
NOTHING_HAPPENS: Final = re.compile("(?:零|无(?!法|明显|显著)|未发生|不发生|不出现|杜绝)[^,;。]{1,12}")
# QNT-12: benefits that are counts by their names.
COUNTS: Final = re.compile("(?:人数|户数|次数|人次|数量|岗位|收入|产值|税收|金额|面积|产量)$")
# QNT-12: praise, and names of what is graded by a published scale.
PRAISE: Final = re.compile("(?:达到)?(?:良好|优秀|优良|良|优|好)(?:以上|及以上)?")
GRADED: Final = re.compile(
    "空气|水质|水体|断面|环境质量|(?:工程|施工|产品|建筑)质量|考核|考评|评价|评定|评估|评审|评级|评比|等[级次]|级别|档次|成绩|鉴定|资质|信用"
)
# QNT-04: rates of which nobody would promise less than all.
NATURALLY_ALL: Final = re.compile(
    "(?:完成|合格|及时|覆盖|通过|处置|办结|准确|发放|执行|保障|到位|兑现|支付|落实|公开|整改|受理|控制|拨付|报送|办理|开工|竣工)率$|合格$"
)
# VAL-06: how much or how surely a target is reached, in words that measure nothing.
ADVERBS: Final = re.compile(
    "确保|保证|有效|明显|显著|不断|进一步|逐步|逐年|稳步|持续(?=.)|大幅|切实|全面|得到|实现|有所|基本|予以|较为|充分|达到|情况"
)
# A result that is there or not.
CAN_BE_VERIFIED: Final = re.compile(
    "通过|合格|验收|验收合格|通过验收|是|否|完成|全部完成|全部消除|全覆盖|达标|优良|良好|优秀|清零"
)

# -- QNT-03: targets that cannot be failed -----------------------------------------------------

# 按时完成率 and 及时率 are names of rates, not empty words. Rules written elsewhere, needs, and degrees that
# nobody measures hold whatever happens.
NOTHING_CAN_FAIL: Final = re.compile(
    r"按计划|(?:按时|及时)(?![^,;。、]*(?<!效)率)|开展[^,;。]*活动|通过.*展示|逐步提升|开设多种|组织验收"
    r"|(?:按|根据|视)(?:实际)?(?:需要?|情况)|(?:按照?|参照|依照?|根据)[^,;。0-9]{0,20}(?:标准|规定|要求|控制|执行|进行|办法|需要)"
    r"|符合[^,;。0-9]{0,16}(?:规定|要求|需要|程序)|(?:有效|有力|切实|充分|全力|基本)?保障(?:到位|有力|充分)?$|(?:程度)?(?:较|比较|很)[高好强]$|序时进度|严格(?:执行|控制|按)"
)

# -- VAL-04: a period target that is only a term or a deadline ---------------------------------

_TERM_N: Final = r"[0-9零一二两三四五六七八九十半]{1,3}个?(?:工作日|自然日|日|天|周|星期|月|季度|年)"
TERM: Final = re.compile(
    r"[^0-9,;。]{0,12}合同[^0-9,;。]{0,10}(?:期限|期内|期间|有效期|服务期|约定时间)(?:内|为准|执行|完成)?"
    rf"|[^0-9,;。]{{1,20}}(?:后|之日起)的?{_TERM_N}(?:内|以内|之内)?(?:完成|交付|验收)?"
    r"|(?:于|在|至)?(?:20[0-9]{2}年)?(?:1[0-2]|[1-9])月(?:[0-9]{1,2}[日号]|底)?(?:之前|以前|前|止)(?:完成)?"
)
# An indicator of another category whose name is about time may have a time as its target.
TIME_IN_NAME: Final = re.compile("时间|日期|时限|期限|工期|周期|进度|时效")

# -- CLS: what belongs to which category -------------------------------------------------------

# CLS-01: a rate, and nothing behind it; how often and how well are none.
RATE_AT_END: Final = re.compile("(?<![频效表草功心速斜曲汇])(?<!分辨)率$")
# CLS-01: rates of how well or how soon, or of how pleased: another category's, and not only badly put.
OTHER_CATEGORYS_RATE: Final = re.compile(r"(?:合格|达标|合规|准确|及时|满意)率$")
# CLS-02: spending what was given, not how payments are made (支付差错率); paying people what is theirs is
# the performance itself, and paying by telephone is a habit.
MONEY_MANAGED: Final = re.compile(
    r"(?:资金|经费)(?:支出|使用)|(?:资金|经费|款项|专款|预算)(?:的)?(?:到位|下达|拨付|支付|执行|支出|管理)(?:的)?"
    r"(?:及时|准时|按时|足额|合规|规范|准确|达标|完成|成功|到位|执行|进度|时效|安全|有效|制度|健全){0,4}(?:率|性|进度|情况)"
    r"|支付(?:及时|准时|按时|足额|合规|规范|准确|达标|完成|成功|到位|执行|进度)*率"
    r"|(?:支出|支付|执行)进度|预算执行|专款专用"
)
MONEY_FOR_PEOPLE: Final = re.compile(
    r"补助|补贴|救助|奖励|奖补|资助|助学|慰问|低保|抚恤|优抚|津贴|补偿|赔偿|工资|薪酬|养老金|医保|保险|待遇|移动支付|电子支付|支付宝"
)
# CLS-03: words of time, in addition to figures with a time unit.
TIME: Final = re.compile(
    r"时间|时限|期限|日期|及时|按时|准时|时效|时长|按期|如期|逾期|延期|工期|周期|定期|提前|延误|准点|当[日天月年]|[年月季]底|[年月季]末|年内|全年|每[年月日天周季]"
    r"|季度|上半年|下半年|[0-9零〇一二两三四五六七八九十半](?:个)?(?:年|月|日|天|周|星期|小时|分钟|秒|工作日|季度)"
    r"|暑期|寒假|暑假|假期|学期|审限|汛期|[春夏秋冬]季|节前|节日|按计划|进度|频[次率]|(?:次|场|期|遍|轮)/(?:年|月|周|日|天|季)|响应|即时|实时|同步"
)
# CLS-04: an activity where an effect is required.
ACTIVITY: Final = re.compile(
    r"(?:按计划)?(?:开展|参加)|组织(?!力|架构|机构|体系|凝聚|健全|覆盖|保障|领导|能力|性|化)|举办"
    r"|有(?![效序力所助利望益机限]).*报告|通过.*展示$"
)
# CLS-05: 元 of money, not of variety, flats and festivals.
NOT_YUAN: Final = any_of(
    (
        "多元",
        "单元",
        "元旦",
        "元素",
        "元宵",
        "元首",
        "元帅",
        "元件",
        "元年",
        "公元",
        "状元",
        "一元化",
        "元宇宙",
    )
)
ECONOMIC: Final = re.compile(
    "元|成本|收入|节约|节省|税|损失|财产|资产|投资|产值|利润|价格|费用|经济"
    "|公斤|亩产|经费|结余|债|财政|金融|企业|经营|旅游|订单|外贸|进出口|电费|水费|租金|单产|总产|产出率|粮食|收成|丰收|利息|贴息|利率|补贴|分红|岗位|增收|营收|营业额|销售|消费|贸易|盈利|亏损|融资|贷款|金额|生产总值|gdp|价值|增值|招商|产业|产量|增产|生产能力|就业|市场"
)

# A slogan names no benefit; collective and private economies are somebody's.
ECONOMIC_SLOGAN: Final = re.compile(
    "经济社会(?:高质量|健康|协调|持续)*发展|社会经济(?:高质量|健康|协调|持续)*发展|(?<!集体)(?<!实体)(?<!民营)经济(?:高质量|健康|平稳|协调|持续)*发展"
)
# The national forms of health and insurance ask for these shares as quantities: how many of all are reached.
SHARE_REACHED: Final = re.compile("(?:覆盖|参保|建档|投保)率$|密度$")

# -- REL: vague names, judgement by the unit itself --------------------------------------------

# Words so common in objectives that sharing them is no relation.
GENERIC: Final = ("服务", "工作", "项目", "建设", "活动", "情况", "发展")
# The unit as the judge; not as the object of judgement (对本单位…), nor its clients (本单位服务对象).
JUDGES_ITSELF: Final = re.compile(
    r"(?<![对与就于])本(?:单位|部门|机关)(?!的?(?:服务|办事|受益|管理|帮扶|培训|救助|监管|提供|开展|组织|工作的?满意))"
)
# The staff as the judge of its own unit, with nobody and nothing before or behind it.
STAFF_JUDGES: Final = re.compile(
    "(?:(?:本|我)[单部机院局校委办][位门关]?|全[院局]|全体|机关|单位|内部|在职)?(?:干警|干部职工|单位职工|单位干部|全体职工|内部职工|机关职工)(?:的|总体)?满意[度率](?:情况)?"
)
VAGUE_NAME: Final = re.compile(
    r"年度计划数|(?:服务对象)?满意[度率]|(?:活动|工作|任务|项目)完成率|(?:项目)?(?:质量|验收)?合格率"
    # Nothing but words that any project has; that a project ends in time is clear.
    r"|(?!项目(?:完成|按时|按期|如期|及时|实施))(?:本|该)?(?:各项|各类|年度|全年|相关|有关|日常|重点|整体|总体|主要|其他|服务|工作|任务|业务|项目|目标|计划|活动|保障|维持|运行|运转|实施|执行|开展|组织|推进|落实|完成|管理|产出|成果){0,5}"
    r"(?:质量|数量|次数|效果|成效|情况|及时[率性]|时效性?|完成率|合格率|达标率|达成率|完成及时率|完成情况|水平|程度|效益|影响)"
    r"|(?:数量|质量|时效|成本|经济成本|社会成本|生态环境成本|产出|效益|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|三级|绩效)(?:指标)?(?:[0-9])?"
)
# The writer says that there is no such indicator.
NOT_APPLICABLE: Final = re.compile(r"不适用|不涉及|无此(?:类|项)?指标|^无$|^暂无$")
# Sequential numbers before words; `1.5公里` is a figure.
SEVERAL_INDICATORS: Final = re.compile(
    r"(?:^|[。;,])(?:1[.、)](?![0-9]).*(?<![0-9.])2[.、)](?![0-9])"
    r"|\(1\).+\(2\)|\(一\).+\(二\)|一、.+二、|一是.+二是)"
)
# Three counts of three things in one target: 检测1000人次以上,筛查600人次,培训20场.
COUNTS_IN_CLAUSES: Final = re.compile(
    r"[^\W\d_]{2,20}[^,;、。0-9]{0,4}[0-9][0-9.,]{0,9}(?:万|余)?(?!%|‰|年|月|日|天|时|小时|分钟|:|号)[^\W\d_]"
)
# Folding makes 1 of ①, so these are searched in the text as disclosed.
CIRCLED_NUMBERS: Final = re.compile(r"①.+②", re.DOTALL)
VAGUE_PROJECT_NAME: Final = any_of(("工作", "专项", "其他", "运行", "购置", "经费"))

# -- comparing texts ---------------------------------------------------------------------------

# Tags of the form 【2324运维】 name a lot or a system, not a measure.
TAG: Final = re.compile(r"【[^】]*】")
BRACKETS: Final = re.compile(r"\([^)]*\)|《[^》]*》|\[[^\]]*\]|〔[^〕]*〕")
PERCENT_SIGN_IN_BRACKETS: Final = re.compile(r"\(%\)")
PUNCTUATION: Final = re.compile(r"[^\w%]|_")
CLAUSE_END: Final = re.compile(r"[,;。:!?]")
# The same in a text that is not folded.
CLAUSES: Final = re.compile(r"[，,；;。！!？?]")
HAN_RUN: Final = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]{2,}")

# -- YOY ---------------------------------------------------------------------------------------

_YEAR: Final = "(?:19|20)[0-9]{2}"
# A year (2023年, 2023年度), or a span (2023-2024年, 2023年至2025年, 2023-24年).
YEARS: Final = re.compile(
    rf"(?<![0-9])(?P<first>{_YEAR})年?度?(?:[-–—~至到/、和及与]+(?P<last>{_YEAR}|[0-9]{{2}}))?学?年度?(?![0-9])"
)
# The same in a text that may also have figures of four digits: 2023年, 2023-2024.
YEAR_WORDS: Final = re.compile(
    rf"(?<![0-9]){_YEAR}(?:年?[-–—~至到]+(?:{_YEAR}|[0-9]{{2}})(?:学?年度?)?|学?年度?)(?![0-9])"
)
CHINESE_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
YEAR_IN_CHINESE: Final = re.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=学?年)")
# The ordinals of parts that follow each other: 一期, 第二批, (三), ⅳ期, 2标段. A quarter or a day is none.
ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
ORDINALS: Final = re.compile(
    r"第?(?<![0-9a-z.])(?P<number>[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[ivx]{1,4})(?P<of>期|批次?|阶段|轮|届|标段?|包|次(?!性))"
    r"|[(第](?P<bracketed>[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[ivx]{1,4})\)"
)

# Where fewer is better and no comparator states it; a change of these is not judged.
MAYBE_LOWER_IS_BETTER: Final = re.compile(
    "事故|投诉|差错|故障|死亡|伤亡|违规|违法|违纪|发生率|流失|失败|成本|费用|支出|误差|损失|丢失|能耗|耗|时间|时限|时长|响应|工期|返工"
    "|信访|上访|案件|发案|犯罪|失业|复发|感染|污染|排放|逾期|超支|降低|减少|下降|贫困|空置|误报|漏报|退货|缺|浪费|拥堵|等待|隐患|风险|问题|缺陷|违约|不良|负面|舆情|纠纷|矛盾|伤害|泄密|污渍|短缺"
)
