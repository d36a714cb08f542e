"""Rules that derive a project's type from its name and objective; does not use Django."""
