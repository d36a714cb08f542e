"""What editors do with whole disclosures: withdraw, restore a revision, move, note a publication, undo.

Each is one transaction under the locks of an import, has its reason, and is recorded as an event. Rows are
written by `budget.store.revisions` alone.
"""
