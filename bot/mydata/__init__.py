"""What the house holds about a person: shown, handed over, and erased, at that person's wish alone."""
