"""Durable background work: a row with a lease, written in the transaction of the deed that needs it."""
