"""Positions and medians among peers are of those that can be compared."""

from fractions import Fraction

from budget.pages.peers import Peer, chart_of, measure_rows, position_of


def _peer(department: int, projects: int = 5, errors: int = 0, quantified: int = 5, **fields: int) -> Peer:
    plain = {"warnings": 0, "notices": 0, "assessed": 10, "error_money": 0, "total": 100}
    return Peer(
        department=department, projects=projects, errors=errors, quantified=quantified, **plain | fields
    )


def test_equal_values_share_a_position() -> None:
    values = [Fraction(1, 4), Fraction(1, 2), Fraction(1, 2), Fraction(3, 4)]
    assert [position_of(one, values, is_more_better=False) for one in values] == [1, 2, 2, 4]
    assert [position_of(one, values, is_more_better=True) for one in values] == [4, 2, 2, 1]


def test_medians_and_positions_leave_out_what_cannot_be_compared() -> None:
    peers = [
        _peer(1, errors=1, quantified=10, error_money=50),
        _peer(2, errors=2, quantified=4),
        _peer(3, errors=3, quantified=0),
        _peer(4, projects=4, errors=9),  # too few projects
        _peer(5, assessed=0, quantified=0),  # all confidential
    ]
    rows = measure_rows(peers, 2)
    assert [(row["own"], row["median"], row["position"]) for row in rows] == [
        ("20.0", "20.0", "第2位，共3个"),
        ("20.0", "20.0", "第2位，共3个"),
        ("40.0%", "40.0%", "第2位，共3个"),
        ("0.0%", "0.0%", "第1位，共3个"),
    ]
    assert [row["own"] for row in measure_rows(peers, 4)] == [None] * 4
    assert {row["position"] for row in measure_rows(peers, 4)} == {None}
    assert [segment.value for segment in chart_of(peers).segments] == [1, 0, 1, 1]
    assert all(row["median"] is None for row in measure_rows(peers[3:], 4))


def test_a_department_that_is_alone_of_its_kind_has_no_median() -> None:
    alone = measure_rows([_peer(1), _peer(2, projects=4)], 1)
    assert [(row["own"], row["median"]) for row in alone][:2] == [("0.0", None)] * 2
    assert all(row["median"] is not None for row in measure_rows([_peer(1), _peer(2)], 1))
