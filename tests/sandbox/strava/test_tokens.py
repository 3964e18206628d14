"""The life of codes and tokens, in the stand-in's time."""

from typing import Any

import httpx2
import pytest

from tests.sandbox.conftest import ATHLETE_ID, NOW, Open, Standing

CLIENT = {"client_id": "12345", "client_secret": "sandbox-client-secret"}
CONSENT = {
    "client_id": "12345",
    "redirect_uri": "http://localhost/x",
    "response_type": "code",
    "scope": "read,activity:read",
}
HOUR_S = 3600


class Client:
    """An application that exchanges and refreshes."""

    def __init__(self, sandbox: Standing) -> None:
        self.sandbox, self.browser = sandbox, sandbox.browser()

    def code(self) -> str:
        form = {"decision": "allow", "athlete_id": ATHLETE_ID, "granted": ["read", "activity:read"]}
        answer = self.browser.post("/oauth/authorize", params=CONSENT, data=form)
        return httpx2.URL(answer.headers["location"]).params["code"]

    def exchange(self, code: str, /, path: str = "/oauth/token", **changed: str) -> httpx2.Response:
        form = {**CLIENT, "code": code, "grant_type": "authorization_code", **changed}
        return self.browser.post(path, data=form)

    def pair(self) -> dict[str, Any]:
        return self.exchange(self.code()).json()

    def refresh(self, token: str) -> httpx2.Response:
        return self.browser.post("/oauth/token", data={**CLIENT, "refresh_token": token, "grant_type": "refresh_token"})

    def is_let_in(self, token: str) -> bool:
        return self.sandbox.api_with(token).get("/athlete").status_code == 200


@pytest.fixture
def client(sandbox: Standing) -> Client:
    return Client(sandbox)


def _error(answer: httpx2.Response) -> tuple[int, str, str, str]:
    error = answer.json()["errors"][0]
    return answer.status_code, error["resource"], error["field"], error["code"]


@pytest.mark.parametrize("path", ["/oauth/token", "/api/v3/oauth/token"])
def test_a_code_is_exchanged_for_a_pair_and_the_athlete(client: Client, path: str) -> None:
    answer = client.exchange(client.code(), path)
    pair = answer.json()
    assert set(pair) == {"token_type", "expires_at", "expires_in", "refresh_token", "access_token", "athlete"}
    assert (pair["token_type"], pair["expires_in"]) == ("Bearer", 6 * HOUR_S)
    assert pair["expires_at"] == int(NOW.timestamp()) + 6 * HOUR_S
    assert pair["athlete"]["id"] == ATHLETE_ID
    assert client.is_let_in(pair["access_token"])
    assert not [name for name in answer.headers if "ratelimit" in name]


def test_a_code_is_good_once(client: Client) -> None:
    code = client.code()
    client.exchange(code)
    assert _error(client.exchange(code)) == (400, "AuthorizationCode", "code", "invalid")


def test_a_code_expires(client: Client) -> None:
    code = client.code()
    client.sandbox.strava.advance(601)
    assert _error(client.exchange(code)) == (400, "AuthorizationCode", "", "expired")


def test_a_fresh_code_can_be_refused_until_it_has_spread(client: Client) -> None:
    client.sandbox.strava.script_faults(
        [{"match": {"endpoint": "oauth.token"}, "fault": {"kind": "code_not_ready"}, "times": None}]
    )
    code = client.code()
    assert _error(client.exchange(code)) == (400, "AuthorizationCode", "code", "invalid")
    client.sandbox.strava.advance(2)
    assert client.exchange(code).status_code == 200


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": "1"}, ("Application", "client_id", "invalid")),
        ({"client_secret": "x"}, ("Application", "client_secret", "invalid")),
        ({"grant_type": "password"}, ("Application", "grant_type", "invalid")),
        ({"code": "0" * 40}, ("AuthorizationCode", "code", "invalid")),
    ],
)
def test_a_wrong_exchange_is_refused_in_the_service_s_words(
    client: Client, changed: dict[str, str], error: tuple[str, str, str]
) -> None:
    assert _error(client.exchange(client.code(), **changed)) == (400, *error)


def test_with_more_than_an_hour_left_a_refresh_answers_the_same_token(client: Client) -> None:
    pair = client.pair()
    client.sandbox.strava.advance(5 * HOUR_S - 1)
    refreshed = client.refresh(pair["refresh_token"]).json()
    assert refreshed["access_token"] == pair["access_token"]
    assert refreshed["refresh_token"] == pair["refresh_token"]
    assert refreshed["expires_in"] == HOUR_S + 1
    assert "athlete" not in refreshed
    assert client.sandbox.strava.counts()["tokens"] == {"refreshes": 1, "rotations": 0}


def test_with_an_hour_left_a_refresh_rotates_and_the_old_refresh_token_is_dead(client: Client) -> None:
    pair = client.pair()
    client.sandbox.strava.advance(5 * HOUR_S)
    refreshed = client.refresh(pair["refresh_token"]).json()
    assert refreshed["access_token"] != pair["access_token"]
    assert refreshed["refresh_token"] != pair["refresh_token"]
    assert _error(client.refresh(pair["refresh_token"])) == (400, "RefreshToken", "refresh_token", "invalid")
    assert client.refresh(refreshed["refresh_token"]).status_code == 200


def test_the_older_access_token_lives_until_it_expires(client: Client) -> None:
    pair = client.pair()
    client.sandbox.strava.advance(5 * HOUR_S)
    newer = client.refresh(pair["refresh_token"]).json()["access_token"]
    assert client.is_let_in(pair["access_token"])
    client.sandbox.strava.advance(HOUR_S)
    assert not client.is_let_in(pair["access_token"])
    assert client.is_let_in(newer)


def test_a_provider_that_does_not_rotate_keeps_the_refresh_token(open_sandbox: Open) -> None:
    client = Client(open_sandbox(rotates_refresh_tokens=False))
    pair = client.pair()
    client.sandbox.strava.advance(6 * HOUR_S)
    refreshed = client.refresh(pair["refresh_token"]).json()
    assert refreshed["refresh_token"] == pair["refresh_token"]
    assert refreshed["access_token"] != pair["access_token"]


def test_a_refresh_whose_answer_is_lost_has_rotated_all_the_same(client: Client) -> None:
    pair = client.pair()
    client.sandbox.strava.advance(6 * HOUR_S)
    client.sandbox.strava.script_faults(
        [{"match": {"endpoint": "oauth.token"}, "fault": {"kind": "reset", "is_handled": True}}]
    )
    with pytest.raises(httpx2.ReadError):
        client.refresh(pair["refresh_token"])
    assert _error(client.refresh(pair["refresh_token"]))[1:] == ("RefreshToken", "refresh_token", "invalid")


def test_of_two_refreshers_the_second_is_refused(client: Client) -> None:
    pair = client.pair()
    client.sandbox.strava.advance(6 * HOUR_S)
    statuses = [client.refresh(pair["refresh_token"]).status_code for _ in range(2)]
    assert statuses == [200, 400]
    assert client.sandbox.strava.counts()["tokens"]["rotations"] == 1


def test_deauthorizing_ends_the_pair(client: Client) -> None:
    pair = client.pair()
    answer = client.browser.post("/oauth/deauthorize", headers={"authorization": f"Bearer {pair['access_token']}"})
    assert answer.json() == {"access_token": pair["access_token"]}
    assert not client.is_let_in(pair["access_token"])
    assert client.refresh(pair["refresh_token"]).status_code == 400
    assert client.sandbox.strava.counts()["grants"] == []


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_both(client: Client, which: str) -> None:
    pair = client.pair()
    answer = client.browser.post(
        "/oauth/revoke", data={"token": pair[which]}, auth=(CLIENT["client_id"], CLIENT["client_secret"])
    )
    assert answer.status_code == 200
    assert not client.is_let_in(pair["access_token"])
    assert client.refresh(pair["refresh_token"]).status_code == 400


def test_revoking_needs_the_application_s_own_credential(client: Client) -> None:
    pair = client.pair()
    for auth in (("12345", "wrong"), None):
        answer = client.browser.post("/oauth/revoke", data={"token": pair["access_token"], **CLIENT}, auth=auth)
        assert answer.status_code == 401
    assert client.is_let_in(pair["access_token"])


def test_revoking_an_unknown_token_is_no_error(client: Client) -> None:
    answer = client.browser.post(
        "/oauth/revoke", data={"token": "nothing"}, auth=(CLIENT["client_id"], CLIENT["client_secret"])
    )
    assert answer.status_code == 200


def test_allowing_again_gives_a_new_pair_and_ends_the_old_refresh_token(client: Client) -> None:
    first, second = client.pair(), client.pair()
    assert client.refresh(first["refresh_token"]).status_code == 400
    assert client.refresh(second["refresh_token"]).status_code == 200


def test_the_scope_can_shrink_and_tokens_can_die_without_a_word(client: Client) -> None:
    pair = client.pair()
    api = client.sandbox.api_with(pair["access_token"])
    client.sandbox.strava.change("reduce_scope", athlete_id=ATHLETE_ID, scope=["read"])
    assert api.get("/athlete/activities").json()["errors"][0]["resource"] == "AccessToken"
    client.sandbox.strava.change("expire_tokens", athlete_id=ATHLETE_ID)
    assert api.get("/athlete").status_code == 401
    refreshed = client.refresh(pair["refresh_token"]).json()
    assert client.is_let_in(refreshed["access_token"])
    client.sandbox.strava.change("revoke_tokens", athlete_id=ATHLETE_ID)
    assert client.refresh(refreshed["refresh_token"]).status_code == 400
