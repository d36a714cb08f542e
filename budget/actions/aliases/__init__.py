"""Other names of departments and units, taken into force and taken back."""
