"""Finding places from words and words from places: a file of addresses, or a server on the net."""
