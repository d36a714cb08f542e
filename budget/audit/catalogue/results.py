"""Checks of self-evaluations beside the disclosed targets (RES)."""

from typing import Final

from budget.audit.catalogue.bases import ARITHMETIC, EVALUATION_2020
from budget.audit.catalogue.definitions import Basis, Check, Level, Words


def _check(number: int, level: Level, english: str, chinese: str, basis: Basis = EVALUATION_2020) -> Check:
    return Check(f"RES-{number:02}", level, basis, ("results",), Words(english, chinese))


CHECKS: Final = (
    _check(
        *(1, "warning"),
        "The self-evaluation restates targets lower than they were disclosed.",
        "自评表所列指标值低于公开的绩效目标。",
    ),
    _check(
        *(2, "notice"),
        "The self-evaluation restates targets otherwise than they were disclosed.",
        "自评表所列指标值与公开的绩效目标不同。",
    ),
    _check(*(3, "warning"), "A missed target has its full points.", "未完成指标值，却得满分。"),
    _check(*(4, "notice"), "A target was met, and points are off.", "已完成指标值，却被扣分。"),
    _check(
        *(5, "notice"),
        "The actual value exceeds the target by half or more: the target was too low.",
        "实际完成值超出指标值一半及以上，指标值设定偏低。",
    ),
    _check(
        *(6, "error"),
        "The execution rate is not executed money ÷ budget.",
        "执行率与“执行数÷预算数”不一致。",
        ARITHMETIC,
    ),
    _check(*(7, "error"), "The points do not add up to 100.", "各项分值之和不为100分。", ARITHMETIC),
    _check(*(8, "error"), "The scores do not add up to the total.", "各项得分之和与总分不一致。", ARITHMETIC),
    _check(*(9, "error"), "A score is above its points.", "得分高于分值。", ARITHMETIC),
    _check(*(10, "warning"), "A target was missed, and no reason is given.", "未完成指标值，且未说明原因。"),
    _check(
        *(11, "notice"),
        "Every actual value repeats its target word for word.",
        "各项实际完成值均照抄指标值。",
    ),
    _check(
        *(12, "warning"),
        "Less than half of the money was executed, and all targets are met.",
        "预算执行不足一半，各项指标却均完成。",
    ),
    _check(
        *(13, "notice"),
        "The budget was adjusted by a third or more.",
        "年中预算调整幅度达三分之一及以上。",
    ),
    _check(
        *(14, "warning"),
        "Disclosed indicators are missing in the self-evaluation.",
        "公开的绩效指标未在自评表中列出。",
    ),
    _check(
        *(15, "notice"),
        "The self-evaluation has indicators that were not disclosed.",
        "自评表列有未公开的绩效指标。",
    ),
    _check(
        *(16, "warning"),
        "The target has a figure, and the actual value has none.",
        "指标值为量化值，实际完成值却无数字。",
    ),
)
