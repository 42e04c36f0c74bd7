"""What is measured, and by which command? `make bench` runs each file of this folder that is in BENCHMARKS."""
