"""Work on many rows is cut into statements that both databases take."""

from budget.store.batches import BATCH, batches


def test_every_item_is_in_one_batch_in_its_order() -> None:
    found = list(batches(iter(range(2 * BATCH + 1))))
    assert [len(batch) for batch in found] == [BATCH, BATCH, 1]
    assert [item for batch in found for item in batch] == list(range(2 * BATCH + 1))
    assert list(batches([])) == []
