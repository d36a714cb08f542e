"""What pages show, computed from the store: tables, charts, filters, exports."""
