"""The sources on which the checks rest."""

from typing import Final

from budget.audit.catalogue.definitions import Basis, Words

CENTRAL_2015: Final = Basis(
    "财预〔2015〕88号",
    Words("Performance target management of central departments' budgets", "中央部门预算绩效目标管理办法"),
)
INDICATORS_2021: Final = Basis(
    "财预〔2021〕101号",
    Words(
        "Core performance targets and indicators of central departments' project expenditure (trial)",
        "中央部门项目支出核心绩效目标和指标设置及取值指引（试行）",
    ),
)
EVALUATION_2020: Final = Basis(
    "财预〔2020〕10号",
    Words("Performance evaluation of project expenditure", "项目支出绩效评价管理办法"),
)
GUANGZHOU_2018: Final = Basis(
    "",
    Words(
        "Guangzhou's requirement for the 2018 budget: four indicators a project, half of them quantified",
        "广州市2018年预算编制要求：每个项目至少四项指标，其中一半以上应量化",
    ),
    is_local=True,
)
ARITHMETIC: Final = Basis("", Words("Arithmetic", "算术关系"))
FORM: Final = Basis("", Words("The form of the table itself", "绩效目标表自身的格式"))

BASES: Final = (CENTRAL_2015, INDICATORS_2021, EVALUATION_2020, GUANGZHOU_2018, ARITHMETIC, FORM)
