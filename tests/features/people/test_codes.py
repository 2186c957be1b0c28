"""Codes as they are hashed."""

from bot.kernel.ids import new_code
from bot.people.codes import hash_code


def test_a_code_is_hashed_as_people_type_it() -> None:
    """Case, hyphens and blanks do not change the hash; another code does."""
    code = new_code()
    assert hash_code(code) == hash_code(f"  {code.lower().replace('-', ' ')} ")
    assert hash_code(code) != hash_code(new_code())
    assert len(hash_code(code)) == 64
    assert code.replace("-", "") not in hash_code(code).upper()
