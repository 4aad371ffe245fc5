"""Heat's pages in the dashboard, as a person goes through them."""

from __future__ import annotations

from tests.lab.api.dashboard.browser import Browser

STACKS = "project/stacks/"


class Pages:
    """What is shown to one who has signed in. After every step: no error is shown, and no request has failed."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self.browser, self._address, self._password = browser, address, password

    def sign_in(self, name: str, region: str) -> None:
        """Sign in, and choose a region."""
        self.browser.open(f"{self._address}auth/login/?next=/{STACKS}")
        self.browser.type("username", name)
        self.browser.type("password", self._password)
        self.browser.click("#loginBtn")
        # The answer to this has the session as it was asked with, which is the one that counts when it comes last.
        self.browser.loaded("/header/", away_from="/auth/login/")
        self.browser.click(".context-overview")
        self.browser.click(".region-name", region)
        self.browser.shown(".context-region", region)
        self.untroubled()

    def open(self, path: str, shown: str) -> str:
        """Go to a page; return what is to be read in a part of it."""
        self.browser.open(self._address + path)
        text = self.browser.text(shown)
        self.untroubled()
        return text

    def give_template(self, text: str) -> None:
        """Type a template into the form that asks for one, and go on to the next form."""
        self.browser.click(".modal .dropdown-toggle", "File")
        self.browser.click(".modal [data-select-value='raw']")
        self.browser.paste("template_data", text)
        self.browser.click(".modal input[type='submit']")

    def fill_in(self, button: str, **values: str) -> None:
        """Fill in the form that is shown, with the password where it is asked for, and send it."""
        for name, value in values.items():
            self.browser.type(name, value)
        if self.browser.is_shown(".modal [name='password']"):
            self.browser.type("password", self._password)
        self.browser.click(f".modal input[value='{button}']")

    def act(self, stack: str, action: str) -> None:
        """Choose what to do with a stack in the list: ``check``, ``suspend``, ``resume``, ``edit`` or ``delete``."""
        button = f"{_row(stack)} [id$='action_{action}']"
        if not self.browser.is_shown(button):
            self.browser.click(f"{_row(stack)} .actions_column .dropdown-toggle")
        self.browser.click(button)

    def becomes(self, stack: str, status: str) -> None:
        """Wait until the list shows a status; it asks anew by itself."""
        self.browser.shown(_row(stack), status)
        self.untroubled()

    def vanishes(self, stack: str) -> None:
        """Wait until the list does not show a stack any more."""
        self.browser.gone(_row(stack))
        self.untroubled()

    def tab(self, name: str, words: str) -> str:
        """Open a tab of a stack's page, and wait for words in it; return what is to be read there."""
        self.browser.click(f"[href='?tab=stack_details__{name}']")
        text = self.browser.shown(f"#stack_details__{name}", words).text
        self.untroubled()
        return text

    def untroubled(self) -> None:
        """Fail where an error is shown, or anything that was loaded has failed."""
        assert not self.browser.is_shown(".alert-danger"), self.browser.text(".alert-danger")
        assert not [(status, url) for status, url in self.browser.responses() if status >= 500]


def _row(stack: str) -> str:
    return f"#stacks tr[data-display='{stack}']"
