"""An auditor's working paper as a workbook: what was checked and what not, each finding, each decision.

In the active language. What is internal of a review is written for those with the permission to review alone.
"""
