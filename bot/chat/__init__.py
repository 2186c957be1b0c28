"""The closed vocabulary of conversation: what the house can say and hear. Knows no platform."""
