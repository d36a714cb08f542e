"""Whether what is stored is whole: files, records, rows, and all that derives from the rows."""
