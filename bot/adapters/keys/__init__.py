"""The house key and what it seals: the only place that knows a cipher."""
