"""Self-evaluations as pages show them: beside their targets, in a list, to be matched by an auditor."""
