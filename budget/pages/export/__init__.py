"""Tables of the pages as CSV, XLSX and JSON."""
