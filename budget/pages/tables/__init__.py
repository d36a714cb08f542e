"""The tables of the pages: columns, what a click on a heading sorts by, where a figure leads.

A row's figures are computed by the database; `totals` (column -> sum) are sums over all filtered rows.
"""
