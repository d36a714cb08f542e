"""Performance indicators: their category, their disclosed text, their target figures."""
