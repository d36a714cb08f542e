"""The words of the checks of objectives and of forms that were not filled in.

All are compared with folded text.
"""

import re
from typing import Final

from budget.audit.words import any_of

# -- REL-06, REL-07: what an objective says ----------------------------------------------------

# Words that say of any project that its money is given and spent: an objective of nothing else is empty.
EMPTY_WORDS: Final = any_of(
    (
        *(
            "经费",
            "预算",
            "资金",
            "专款",
            "拨款",
            "款项",
            "费用",
            "支出",
            "开支",
            "安排",
            "拨付",
            "发放",
            "支付",
            "使用",
            "执行",
            "保障",
            "确保",
            "保证",
        ),
        *(
            "正常",
            "运转",
            "运行",
            "有序",
            "顺利",
            "有效",
            "日常",
            "单位",
            "部门",
            "机关",
            "机构",
            "办公",
            "后勤",
            "业务",
            "工作",
            "任务",
            "项目",
        ),
        *(
            "目标",
            "指标",
            "绩效",
            "计划",
            "要求",
            "规定",
            "文件",
            "精神",
            "通知",
            "方案",
            "完成",
            "开展",
            "做好",
            "实施",
            "推进",
            "落实",
            "达到",
        ),
        *(
            "进行",
            "实现",
            "按时",
            "按期",
            "及时",
            "足额",
            "按照",
            "根据",
            "依据",
            "为了",
            "通过",
            "圆满",
            "全面",
            "切实",
            "进一步",
            "年度",
            "全年",
        ),
        *(
            "本年",
            "当年",
            "上级",
            "相关",
            "有关",
            "各项",
            "各类",
            "重点",
            "专项",
            "一般性",
            "其他",
            "服务",
            "建设",
            "需要",
            "需求",
            "支持",
            "促进",
        ),
        *(
            "发展",
            "提高",
            "提升",
            "加强",
            "效率",
            "质量",
            "水平",
            "能力",
            "管理",
            "活动",
            "事业",
            "性",
            "等",
            "的",
            "和",
            "与",
            "及",
            "并",
            "为",
            "对",
        ),
        *("我", "本", "该", "局", "院", "校", "中心", "各", "按", "在", "以", "将", "做", "好", "年"),
    )
)
# A second clause that says what changes.
EFFECT: Final = re.compile(
    "[,;、。](?:[^,;。]{0,8})?(?:提高|提升|改善|增强|减少|降低|促进|优化|满足|使|让|推动|扩大|增加|防止|避免|消除|解决|缓解)[^,;。]{4}"
)
TITLES: Final = re.compile(r"《[^》]{0,200}》|〔[^〕]{0,20}〕")
# A figure that says how much (a year or an ordinal does not).
SAYS_HOW_MUCH: Final = re.compile(
    r"(?<![0-9第])(?!20[0-9]{2}年)[0-9]|[一二两三四五六七八九十百千]{1,4}(?:[个名人次场期家座条套台所份批项]|公里|亩)"
)
# Clauses of an objective that say where, since when or from what, not how much is to be reached.
NOT_TO_BE_REACHED: Final = re.compile(
    r"由[0-9]|从[0-9]|原|上年|去年|往年|截至|截止|目前|现有|现在|已[^经]|已经|位于|坐落|地处|隶属|下辖|辖区|所辖|覆盖|涉及|涵盖|总人口|共有|拥有|号文|热线|电话"
)
WHERE_BEHIND_A_COUNT: Final = re.compile(
    r"个?(?:乡|镇|街道|县|市|区|省|林场|农场|部门|单位|科室|处室|分局|行政村|方面|要素|环节|阶段|年级|学段)"
)

# -- REL-08, REL-09, FMT-04 --------------------------------------------------------------------

# A survey of satisfaction is work to be done.
SURVEY: Final = re.compile("调查|测评|问卷|不满意")
# What the maker of a form put there for the writer to replace; ** alone hides a secret.
TEMPLATE_LEFT: Final = re.compile(
    r"[≥≤><=]\s?[*×x]{2,}|[*×]{2,}(?=[%人次个元万亩件户场台套天年月])|xx(?=[%人次个元亩件户场台套])"
    r"|[(【\[][^()【】\[\]]{0,12}(?:必填|选填|必选|可选项|示例|填写)[^()【】\[\]]{0,16}[)】\]]|^(?:必填|选填)项?$|^(?:请|此处)填写"
)
# A sign that every match of it has.
MAYBE_TEMPLATE_LEFT: Final = re.compile("[*×x填选示]")
SCALE_LEFT: Final = re.compile(
    r"高[/、,或]?中[/、,或]?低|优[/、,]?良[/、,]?中[/、,]?差|是[/、或]否|好[/、]?中[/、]?差|大[/、]中[/、]小"
)
