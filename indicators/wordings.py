"""Reads targets without a figure: results, classes, zero, bounds that are stated elsewhere, deadlines.

Each list is compared with a text in `figures.plain` form without blanks; a text that fits none is words.
"""

import re
from typing import Final

from indicators.kinds import Kind
from indicators.units import any_of

# A longer text is a sentence, and its first words do not say all of it.
_LONGEST: Final = 40
_ENDS: Final = "。.;!,"
_STRAIGHT_QUOTES: Final = str.maketrans("", "", "“”\"'‘’「」 \t\r\n\u3000")

# ---- Not stated. 无 alone names no target; 无事故 is zero.

_NOT_APPLICABLE: Final = re.compile(
    r"\(?(?:无|暂无|没有|不适用|不涉及(?:[本该此](?:指标|项))?|未涉及|不考核|不设置|未设置|无此项|无此指标|无指标|无要求|待定|未设定|无内容|未填|空白?|n/?a)\)?",
    re.IGNORECASE,
)

# ---- Zero: that nothing of a kind happens. 零距离, 零突破, 零容忍 are slogans.

_MISHAP: Final = (
    r"(?:事故|事件|案件|案例|投诉|差错|失误|违[规纪法]|死亡|伤亡|受伤|上访|信访|舆情|纠纷|火灾|火情|疫情|污染|泄[密漏露]|举报|故障|缺陷"
    r"|感染|纰漏|瑕疵|隐患|损失|浪费|拖欠|欠薪|质疑|争议|遗漏|漏报|瞒报|脱管|漏管|返贫|失学|辍学|溺水|外逃|逃跑|脱逃|问题|现象|情况|发生|行为)"
)
_ZERO: Final = re.compile(
    r"(?:为|达到|实现|保持|基本|确保|全部|动态|数量|存量|隐患|问题|欠款|债务|[^,。;]{0,10}(?:为|实现|动态))?(?:零|(?:[^,。;\d零]{0,8})清零|归零|清零达标)"
    r"|(?:实现|保持|确保|力争)?零(?:发生|增长|新增|事故|投诉)(?:率)?"
    rf"|(?:确保|力争|实现|保证|坚决|全年|辖区内?|年内|基本)?(?:不|不得|未|无|没有|杜绝)(?:再)?(?:发生|出现|存在|产生|造成|引发)(?:一[起例件次人])?(?:[^,。;]{{0,20}}{_MISHAP})?"
    rf"|(?:确保|力争|实现|保证|坚决|全年|年内|基本)?(?:安全|生产|施工|运行|质量|活动|期间|过程){{0,2}}(?:无|没有|杜绝)[^,。;]{{0,16}}{_MISHAP}(?:的?发生)?"
    rf"|(?:实现|确保)?零[^,。;\d]{{0,6}}{_MISHAP}|无一[例人起件次][^,。;\d]{{0,8}}"
    r"|(?:坚决|全面|有效)?杜绝(?:发生)?"
)

# ---- Yes or no: results that are reached or not, and can be verified. 及时完成 and 按计划完成 are words.

_PASSED: Final = (
    r"(?:验收|审核|审批|评审|审计|考核|考评|检查|检验|检测|评估|评定|评审会|竣工验收"
    r"|结项|结题|鉴定|备案|复核|终验|初验|核查|审查|年检|认定|测评|测试|验证|认证|检定)"
)
_YES_NO: Final = re.compile(
    r"是|否|是/否|是或否|是否|有|有/无|有无|能|可以|达标|合格|合规|不合格|合格/不合格|通过|不通过|通过/不通过|符合|不符合|符合/不符合"
    r"|达到|已达到|达成|实现|已实现|建立|已建立|设立|成立|制定|出台|印发|发布|公开|已公开|公示|到位|全部到位|全部拨付|全额拨付|足额到位"
    r"|(?:已|全部|全面|均|基本|100%|顺利|圆满)?(?:完成|办结|完工|竣工|建成|开工|交付|投用|启用|上线|投入使用|投入运行|建成投用|结项|结题|交工|达标|合格|通过|验收)"
    r"(?:/未完成|或未完成|/否)?"
    r"|完成(?:率)?达标|全(?:面|域)?覆盖|应[^\W\d_]{1,2}尽[^\W\d_]{1,2}|全部(?:消除|解决|整改|销号|清退|兑现|发放|落实)|(?:消除|整改到位|整改完成)"
    rf"|(?:均|全部|全面|一次性?|顺利)?(?:通过|完成)[^,。;\d]{{0,10}}{_PASSED}(?:合格|通过)?"
    rf"|(?:均|全部|质量)?[^,。;\d]{{0,4}}{_PASSED}(?:均|全部|达到)?(?:合格|通过|达标|完成)"
    r"|(?:质量|检验|检测|结果|工程质量|产品|水质|指标|各项指标|均|全部|验收)?(?:合格|达标)"
)

# ---- Classes of a standard. 运行良好 and 反响良好 praise, and name no class.

_ROMAN: Final = r"(?:[ⅠⅡⅢⅣⅤⅥ]|I{1,3}|IV|VI?)"
_NUMERAL: Final = r"[一二三四五六七八九1-9]"
_OR_BETTER: Final = r"(?:\(含\))?(?:及其?|或者?|含)?以[上下](?:\(含\))?"
_CLASS_NAME: Final = (
    rf"劣?{_ROMAN}(?:[类级等](?:水质|水体|水)?)?|{_NUMERAL}(?:[级类等档](?:[甲乙][等级])?|星级?)|[甲乙丙][级类等]"
    rf"|(?:[1-5]?[A-E]{{1,5}}[+-]?)(?:[级类档等]|$)|[一二三][甲乙]|{_NUMERAL}级[A-C]"
)
_GRADE: Final = "优秀|优良|良好|优等|良等|中等|优|良|合格|及格|称职"
_AT_LEAST: Final = r"不(?:得)?(?:低|少|差|劣|次)于|(?:达到或)?优于|高于|[≥>]=?"
# What a class is of: 水质Ⅲ类, 工程质量优良, 考核等次为优秀.
_CLASSIFIED: Final = (
    r"[^,。;\d]{0,10}(?:质量|水质|水体|断面|等级|等次|级别|档次|考核|考评|评价|评定|评估|结果|成绩|标准|鉴定|资质|安全|类别|国家|地表水"
    r"|地下水|空气|医院|景区|评级|信用|风险|等保|等级保护|耐火|防雷|保护)"
)
_CLASS: Final = re.compile(
    rf"(?:{_CLASSIFIED})?(?:稳定|总体|全部|均|全面|持续)?(?:达到?|保持|获得?|评为|评定为|为|是|:)?(?:在|到|为)?(?:{_AT_LEAST})?"
    rf"(?:《?(?:GB|HJ|DB|CJ)[A-Z/\d.\-]{{2,16}}》?)?(?:国家|地表水|地下水|标准|环境|建筑|行业|水质|环境质量){{0,2}}(?:{_CLASS_NAME}|{_GRADE})"
    rf"(?:{_OR_BETTER})?(?:等次|等级|级别|级|档次|档|标准|水平|资质|景区|医院|水质|水体|要求|水){{0,2}}(?:{_OR_BETTER})?"
)

# ---- Bounds that are stated elsewhere.

_MONEY_WORDS: Final = """
    预算 概算 估算 决算 批复 批准 核定 限额 限价 控制价 控制数 控制目标 定额 额度
    下达 申报 计划投资 投资额 总投资
""".split()
_OF_MONEY: Final = f"(?:{any_of(_MONEY_WORDS)})"
_ELSEWHERE: Final = (
    rf"(?:{_OF_MONEY}|标准|规定|市场|上年|上一年|上年度|去年|往年|同期|前年|历年|计划成本|年初|全国|全省|全市|全县|全区|平均|均值|合同|中标|采购价"
    r"|指导价|基准|计划数|指标值|目标值|财评|评审价|结算价|物价|同类|同行业|行业)"
)
_WITHIN: Final = "(?:以内|之内|范围内|内)"
_BOUND: Final = (
    r"(?:(?:不|未)(?:得|应|能|可|会)?(?:超过|超出|超|突破|高于|大于|多于)|不(?:得)?(?:低|少|小)于|(?:低于|小于|大于|高于)等于"
    r"|高于|大于|多于|超过|优于|低于|小于|少于|达到(?=全国|全省|全市|平均|上年|去年)|[≤≥<>])"
)
_REFERENCE: Final = re.compile(
    rf"[^,。;]{{0,8}}?(?:控制|严控|保持|限制)(?:在|于)?[^,。;]{{0,6}}?{_ELSEWHERE}[^,。;]{{0,8}}?{_WITHIN}"
    rf"|[^,。;]{{0,8}}?(?:在|于)?{_OF_MONEY}(?:数|额|金额|成本|资金|经费|控制|指标|批复|投资|总额|范围|额度|标准){{0,3}}{_WITHIN}"
    rf"|[^,。;]{{0,8}}?{_BOUND}[^,。;\d]{{0,6}}?{_ELSEWHERE}[^,。;\d]{{0,10}}"
    rf"|[^,。;]{{0,8}}?与?[^,。;]{{0,6}}?{_ELSEWHERE}[^,。;\d]{{0,6}}(?:持平|相当|一致|不变|不下降|不降低|不减少|不低于)(?:或[^,。;\d]{{0,8}})?"
    r"|(?:不|未|无|零)超(?:支|标|成本|概算?|预算?|额|编)"
)

# ---- Times in words. 长期, 全年 and 十四五期间 set none, nor do 按时 and 按计划.

_SPAN: Final = r"(?:半年|半月|半个月|学年|学期|季度|年度|月度|季|年|月|旬|周|日|天|星期)"
_SEASON: Final = (
    r"(?:主汛期|汛期|入汛|汛|雨季|台风季|旱季|春节|国庆节?|中秋节?|端午节?|清明节?|元旦|元宵节?|重阳节?|教师节|儿童节|劳动节|建军节|护士节|双节|两节|五一|七一|八一|十一|六一"
    r"|开学|放假|寒暑?假|暑假|暑期|寒假|高考|中考|期中|期末|考试|入冬|入夏|越冬|[春夏秋冬]季|[春夏秋冬]|供暖|供暖季|供暖期|采暖季|采暖期|防火期"
    r"|春耕|秋收|夏收|三夏|三秋|播种|两会|采收季|旺季|淡季|考核|年检|换届|征兵|招生|毕业)"
)
_PART_OF_YEAR: Final = (
    r"(?:[春夏秋冬]{1,2}季|[暑寒]假|"
    f"{any_of('主汛期 汛期 雨季 旱季 寒暑假 暑期 供暖季 供暖期 采暖季 采暖期 防火期 春耕 三秋'.split())})"
)
_MOMENT: Final = r"(?:之前|以前|前夕|前|之后|后|期间|来临之?前|到来之?前|开始之?前|结束之?前|期)"
_POINT_OF: Final = r"(?:年?底|末|初|中旬?|终|上旬|下旬)"
_ACT: Final = (
    r"(?:完成|办结|到位|支付|发放|拨付|下达|投用|竣工|验收|开工|完工|结束|提交|上报|报送|启动|实施|交付|印发|完毕|建成|投入使用|开展|组织|执行|缴纳|缴费|结算|拨款"
    r"|兑现|公布|公开|公示|更新|付款|支出|补助|发出|全部|全额|全面|及时|足额|一次性|并|任务|工作|项目|工程|建设|经费|资金|补贴|工资|计划|进行|一次|前|内|底)"
)
_TIME: Final = re.compile(
    rf"(?:确保|力争|务必|全部|项目|工程|工作|任务|资金)?(?:于|在|至|截至|到)?(?:不晚于|不迟于|早于)?(?:(?:19|20)\d\d年度?)?(?:"
    rf"(?!比|较|与|跟)[^,。;\d]{{1,8}}(?<![目当此提超空面以生事产眼向朝往从])之?前|"
    rf"[当本次同下隔]{_SPAN}度?{_POINT_OF}?{_MOMENT}?内?|(?:年|年度){_POINT_OF}{_MOMENT}?|年内|年度内"
    rf"|每(?:个)?{_SPAN}{_POINT_OF}?{_MOMENT}?内?|每(?:周|星期)[一二三四五六日天]|{_SPAN}(?:底|末){_MOMENT}?"
    rf"|按(?:照)?(?:自然)?(?:{_SPAN}|批次?)度?|逐[年月季日周]|[上下]半年度?{_POINT_OF}?{_MOMENT}?内?|前?第?[一二三四两]{{1,2}}(?:个)?季度?{_POINT_OF}?{_MOMENT}?内?"
    rf"|“?{_SEASON}{{1,2}}”?{_MOMENT}|{_PART_OF_YEAR}|(?:第[一二]|上|下)?学?期[初中末]前?|[春秋]季学期|(?<=年)全年|[当本次]年第?[一二三四]季度|[每全半]?{_SPAN}?{_SEASON}{_MOMENT}|半个?月(?:以?内)?|岁末(?:年初)?"
    rf")(?:{_ACT}){{0,4}}"
)
_CLAUSE: Final = re.compile(r"[,，;。、]")


def names_no_target(plain_text: str) -> bool:
    """Whether a text says that there is no target: 无, 不适用."""
    return len(plain_text) < 12 and _NOT_APPLICABLE.fullmatch(_bare(plain_text)) is not None


def names_a_class(plain_text: str) -> bool:
    """Whether a text is a class of a standard, in words or with a digit (3级以上)."""
    if len(plain_text) > _LONGEST:
        return False
    bare = _bare(plain_text)
    return not _YES_NO.fullmatch(bare) and _CLASS.fullmatch(bare) is not None


def kind_of_words(plain_text: str) -> Kind:
    """The kind of a text without a figure; NUMBER for what states zero."""
    if len(plain_text) > _LONGEST:
        return Kind.WORDS
    bare = _bare(plain_text)
    if _YES_NO.fullmatch(bare):
        return Kind.YES_NO
    if _ZERO.fullmatch(bare):
        return Kind.NUMBER
    if _REFERENCE.fullmatch(bare):
        return Kind.REFERENCE
    return Kind.TIME if any(_TIME.fullmatch(clause) for clause in _CLAUSE.split(bare)) else Kind.WORDS


def _bare(plain_text: str) -> str:
    return plain_text.translate(_STRAIGHT_QUOTES).rstrip(_ENDS)
