"""How names are compared in the database."""


def name_key(name: str) -> str:
    """The name as it is compared: case folded, blanks single."""
    return " ".join(name.casefold().split())
