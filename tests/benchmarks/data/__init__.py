"""Data for benchmarks: generated tables, and databases that hold many copies of them."""
