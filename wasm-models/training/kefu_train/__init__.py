"""Trains, quantises, calibrates and measures the understanding model."""
