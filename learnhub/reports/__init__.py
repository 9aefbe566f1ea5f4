"""A year of an office: targets, reports, 台账, exports, coverage and data quality."""
