"""Who hears of which report, when, and how calmly."""
