"""Photos and clips that are shown in public, without the metadata they came with. Clips for police are not here."""
