"""Area requests: drafts, rules, review and life cycle."""
