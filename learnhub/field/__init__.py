"""People and agencies of the field: teachers, assessors, evaluation agencies, experts."""
