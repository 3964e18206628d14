"""Coming in and going out: the first account, signing in from here and elsewhere, and what stays in the browser."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.devices import DESKTOP, ELSEWHERE, PHONE, Device
from tests.browser.visits import Instance, set_up, sign_in, visit

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=lambda device: device.name)
async def test_a_link_into_the_app_survives_signing_in(browser: Browser, instance: Instance, device: Device) -> None:
    base = instance.serve()
    async with visit(browser, base, device) as first:
        await set_up(first)
        first.assert_quiet()
    async with visit(browser, base, device) as later:
        await sign_in(later, path="/more?from=link")
        assert later.page.url == f"{base}/more?from=link"
        later.assert_quiet()


async def test_a_wrong_password_is_said_and_nothing_typed_is_lost(browser: Browser, instance: Instance) -> None:
    base = instance.serve()
    async with visit(browser, base) as somebody:
        await set_up(somebody)
    async with visit(browser, base) as somebody:
        page = somebody.page
        await somebody.goto("/sign-in")
        await page.get_by_label("User name").fill("ana")
        await page.get_by_label("Password", exact=True).fill("wrong")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_text("The name or the password is not right.")).to_be_visible()
        await expect(page.get_by_label("User name")).to_have_value("ana")


async def test_from_elsewhere_over_plain_http_nobody_can_sign_in(browser: Browser, instance: Instance) -> None:
    base = instance.serve(host="0.0.0.0")
    elsewhere = base.replace("127.0.0.1", ELSEWHERE)
    async with visit(browser, elsewhere) as somebody:
        await somebody.goto("/sign-in")
        await expect(somebody.page.get_by_role("heading", name="Not over plain http")).to_be_visible()
        await expect(somebody.page.get_by_label("Password", exact=True)).to_have_count(0)


async def test_from_elsewhere_it_works_with_a_warning_where_the_settings_allow_it(
    browser: Browser, instance: Instance
) -> None:
    base = instance.serve(host="0.0.0.0", allow_insecure_http="1").replace("127.0.0.1", ELSEWHERE)
    async with visit(browser, base) as owner:
        await set_up(owner, path=f"/setup#{instance.setup_secret()}")
    async with visit(browser, base) as somebody:
        await sign_in(somebody)
        await expect(somebody.page.get_by_text("plain http")).to_be_visible()
        await somebody.page.reload()
        await expect(somebody.page.get_by_role("heading", level=1)).to_be_visible()
        names = {cookie["name"] for cookie in await somebody.context.cookies()}
        assert names == {"paceline_insecure"}


async def test_from_elsewhere_the_first_account_needs_the_link_of_the_start(
    browser: Browser, instance: Instance
) -> None:
    base = instance.serve(host="0.0.0.0", allow_insecure_http="1").replace("127.0.0.1", ELSEWHERE)
    async with visit(browser, base) as somebody:
        await somebody.goto("/")
        await expect(somebody.page.get_by_text("open the link that Paceline printed")).to_be_visible()
        await expect(somebody.page.get_by_label("Password", exact=True)).to_have_count(0)
