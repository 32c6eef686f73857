"""Many elements to fewer: sums, extremes, statistics, scans, orders, counts."""
