"""A department's kind is its name without places."""

import pytest

from budget.models.department_kinds import kind_of

GUANGZHOU = "广东省广州市"


@pytest.mark.parametrize(
    ("name", "region", "kind"),
    [
        ("广州市教育局", GUANGZHOU, "教育局"),
        ("广东省广州市教育局", GUANGZHOU, "教育局"),
        ("市教育局", GUANGZHOU, "教育局"),
        ("广州市天河区教育局", GUANGZHOU, "教育局"),
        ("天河区教育局", "", "教育局"),
        ("苏州市教育局", "江苏省苏州市", "教育局"),
        ("苏州市教育局（本级）", "", "教育局"),
        ("北京市海淀区教育委员会", "北京市", "教育委员会"),
        ("呼和浩特市财政局", "内蒙古自治区呼和浩特市", "财政局"),
        ("阿坝藏族羌族自治州财政局", "四川省阿坝藏族羌族自治州", "财政局"),
        ("广东省财政厅", "广东省", "财政厅"),
        ("中国人民政治协商会议广东省广州市委员会办公厅", GUANGZHOU, "中国人民政治协商会议委员会办公厅"),
        ("中共广州市委宣传部", GUANGZHOU, "中共市委宣传部"),
        ("市委办公厅", GUANGZHOU, "市委办公厅"),
        ("市政府办公厅", "", "政府办公厅"),
        ("市民政局", "", "民政局"),
        # What begins or ends like a place, and is none.
        ("市场监督管理局", GUANGZHOU, "市场监督管理局"),
        ("广州市市场监督管理局", GUANGZHOU, "市场监督管理局"),
        ("城市管理局", "", "城市管理局"),
        ("市政管理局", "", "市政管理局"),
        ("社区建设办公室", "", "社区建设办公室"),
        ("广州市", GUANGZHOU, "广州市"),
        ("审计局", "", "审计局"),
    ],
)
def test_the_kind_of_a_department(name: str, region: str, kind: str) -> None:
    assert kind_of(name, region) == kind
