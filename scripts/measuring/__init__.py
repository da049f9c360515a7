"""The benchmarks: ``scripts/bench NAME`` runs ``bench_NAME.py``."""
