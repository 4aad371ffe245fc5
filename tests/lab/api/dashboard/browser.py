"""A browser without a window, and what a person does in one: look, click, type, and wait for what shall be shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

T = TypeVar("T")
PATIENCE = 120  # seconds, for a page on a busy machine
PASSING = (  # a page that changes under a click is looked at again
    StaleElementReferenceException,
    ElementClickInterceptedException,
    ElementNotInteractableException,
)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--window-size=1400,1200",
)


class Browser:
    """One window."""

    def __init__(self, driver: Chrome) -> None:
        self._driver = driver

    @property
    def address(self) -> str:
        """Where it is."""
        return self._driver.current_url

    def open(self, address: str) -> None:
        """Go to an address."""
        self._driver.get(address)

    def shown(self, selector: str, text: str = "") -> WebElement:
        """Wait for an element that is to be seen and has a text in it."""
        return self.wait(f"{selector} with {text!r}", lambda: next(self._visible(selector, text), None))

    def gone(self, selector: str, text: str = "") -> None:
        """Wait until there is no such element."""
        self.wait(f"no {selector} with {text!r}", lambda: not any(self._visible(selector, text)))

    def text(self, selector: str) -> str:
        """Wait for an element, and tell what is to be read in it."""
        return self.shown(selector).text

    def click(self, selector: str, text: str = "") -> None:
        """Wait for an element that can be clicked, and click it."""

        def clicked() -> bool:
            self.shown(selector, text).click()
            return True

        self.wait(f"a click on {selector} with {text!r}", clicked)

    def type(self, name: str, value: str) -> None:
        """Fill in a field of a form, with nothing of what it held before."""
        field = self.shown(f"[name='{name}']")
        field.clear()
        field.send_keys(value)

    def paste(self, name: str, value: str) -> None:
        """Put a long text into a field of a form at once."""
        field = self.shown(f"[name='{name}']")
        self._driver.execute_script("arguments[0].value = arguments[1]", field, value)

    def value(self, name: str) -> str | None:
        """Tell what a field of a form holds."""
        return self.shown(f"[name='{name}']").get_attribute("value")

    def count(self, selector: str) -> int:
        """How many such elements are to be seen now."""
        return sum(1 for _ in self._visible(selector, ""))

    def is_shown(self, selector: str) -> bool:
        """Whether there is such an element to be seen now."""
        return self.count(selector) > 0

    def loaded(self, address: str, away_from: str) -> None:
        """Wait until a part of the page has been loaded, on a page that is not at ``away_from``."""
        script = """
            return !location.href.includes(arguments[1])
                && performance.getEntriesByType("resource").some(one => one.name.includes(arguments[0]))
        """
        self.wait(f"{address} to be loaded", lambda: self._driver.execute_script(script, address, away_from))

    def wait(self, what: str, true: Callable[[], T | None]) -> T:
        """Ask until there is something."""
        waiting = WebDriverWait(self._driver, PATIENCE, 0.1, PASSING)
        return waiting.until(lambda _: true() or False, f"waited for {what}")

    def responses(self) -> Iterator[tuple[int, str]]:
        """Return status and address of all that was loaded since this was asked before."""
        for entry in self._driver.get_log("performance"):  # type: ignore[no-untyped-call]
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.responseReceived":
                response = message["params"]["response"]
                yield response["status"], response["url"]

    def _visible(self, selector: str, text: str) -> Iterator[WebElement]:
        found = self._driver.find_elements(By.CSS_SELECTOR, selector)
        return (one for one in found if one.is_displayed() and text in one.text)


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start one that keeps what it keeps in a folder, and end it."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    driver = Chrome(options, ChromeService("/usr/bin/chromedriver"))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
