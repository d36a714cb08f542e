"""A disclosure's table as disclosed, a page of lines at a time.

Line 0 is the grand total; then comes each unit with its projects behind it, in the order of the table.
`InForce` makes the lines of the rows in force, `Snapshot` of the records that a revision keeps.
"""
