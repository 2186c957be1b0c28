"""The ground: ids, the clock, refusals and the transaction port. Imports nothing of the house."""
