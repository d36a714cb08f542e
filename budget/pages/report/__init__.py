"""The report of a department and year: one document, shown as a page and written as PDF and DOCX."""
