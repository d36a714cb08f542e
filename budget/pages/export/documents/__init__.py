"""Documents as PDF and DOCX, with the font that they embed."""
