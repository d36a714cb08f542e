"""Readings of stored targets, brought up to date where the reader of targets has changed since the import."""

from budget.models import Disclosure
from budget.store.batches import BATCH
from indicators.models import READ_COLUMNS, Indicator


def refresh(disclosure: Disclosure) -> int:
    """Read the targets of a disclosure's indicators again; return how many are read otherwise.

    The caller refreshes the facts.
    """
    changed = []
    for indicator in Indicator.objects.filter(project__disclosure=disclosure).iterator(chunk_size=BATCH):
        before = indicator.reading
        indicator.read_targets()
        if indicator.reading != before:
            changed.append(indicator)
    if changed:
        Indicator.objects.bulk_update(changed, READ_COLUMNS, batch_size=BATCH // 4)
    return len(changed)
