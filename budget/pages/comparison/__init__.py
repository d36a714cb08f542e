"""The comparison page: its columns and tables."""
