"""What operators watch and clear: readiness, figures for Prometheus, housekeeping."""
