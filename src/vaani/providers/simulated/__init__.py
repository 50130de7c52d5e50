"""Simulated models of fixed delay, for load tests of the engine alone. Never part of a real call:
only `vaani bench serve` builds them, settings cannot name them."""
