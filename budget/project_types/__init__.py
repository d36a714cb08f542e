"""Rules that tell a project's type by its name and objective; knows no Django."""
