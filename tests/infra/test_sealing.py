"""Sealed secrets open where they were sealed for, and nowhere else (SEC-8)."""

import secrets
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paceline.infra.crypto import Sealer, UnsealError, sealer
from paceline.infra.settings import Settings

ROOT = secrets.token_bytes(32)
PLACES = st.text(max_size=80)


@given(st.binary(max_size=200), PLACES)
def test_what_was_sealed_opens_in_its_place(secret: bytes, place: str) -> None:
    assert Sealer(ROOT).unseal(Sealer(ROOT).seal(secret, bound_to=place), bound_to=place) == secret


@given(st.binary(max_size=200), PLACES, PLACES)
def test_what_was_sealed_for_one_row_does_not_open_in_another(secret: bytes, place: str, other: str) -> None:
    sealed = Sealer(ROOT).seal(secret, bound_to=place)
    if place == other:
        other = f"{place}'"
    with pytest.raises(UnsealError) as refused:
        Sealer(ROOT).unseal(sealed, bound_to=other)
    assert refused.value.reason == "not_authentic"


@given(st.data())
def test_a_changed_byte_anywhere_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(Sealer(ROOT).seal(b"refresh token", bound_to="athlete:1"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(UnsealError):
        Sealer(ROOT).unseal(bytes(sealed), bound_to="athlete:1")


@pytest.mark.parametrize("cut", [0, 1, 9, 20, 36])
def test_a_piece_of_it_is_not_of_our_form(cut: int) -> None:
    with pytest.raises(UnsealError) as refused:
        Sealer(ROOT).unseal(Sealer(ROOT).seal(b"", bound_to="")[:cut], bound_to="")
    assert refused.value.reason == "form"


def test_the_secret_does_not_show_and_is_never_sealed_alike_twice() -> None:
    sealed = {Sealer(ROOT).seal(b"refresh token", bound_to="here") for _ in range(50)}
    assert len(sealed) == 50
    assert not any(b"refresh" in one for one in sealed)


def test_an_older_key_still_opens_and_the_new_one_seals() -> None:
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    before = Sealer(old).seal(b"token", bound_to="here")
    rotated = Sealer(new, old)
    assert rotated.unseal(before, bound_to="here") == b"token"
    after = rotated.seal(b"token", bound_to="here")
    assert Sealer(new).unseal(after, bound_to="here") == b"token"
    with pytest.raises(UnsealError) as refused:
        Sealer(old).unseal(after, bound_to="here")
    assert refused.value.reason == "key"


def test_an_instance_opens_after_a_restart_what_it_sealed_before(tmp_path: Path) -> None:
    sealed = sealer(Settings(data_dir=tmp_path, _env_file=None)).seal(b"token", bound_to="here")
    key_file = Settings(data_dir=tmp_path, _env_file=None).key_file
    assert Sealer(bytes.fromhex(key_file.read_text())).unseal(sealed, bound_to="here") == b"token"


def test_a_failure_to_open_says_nothing_of_the_secret() -> None:
    with pytest.raises(UnsealError) as refused:
        Sealer(ROOT).unseal(Sealer(ROOT).seal(b"canary", bound_to="canary-place"), bound_to="elsewhere")
    assert "canary" not in repr(refused.value)
    assert refused.value.__cause__ is None
