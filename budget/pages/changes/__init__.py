"""The page of what changed between two years: departments, projects and targets that were lowered."""
