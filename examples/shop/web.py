"""The shop's page. Standard library only; all that it needs to know stands in its environment.

GET / is the page, POST /orders orders something, GET /version says which process this is, GET /health that it works.
"""

import configparser
import html
import json
import os
import signal
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html>
<title>{greeting}</title>
<body style="font-family: sans-serif; max-width: 32em; margin: 3em auto; border-top: 1em solid {colour}">
<h1 style="color: {colour}">{greeting}</h1>
<form method="post" action="/orders">{goods}</form>
<ul>{orders}</ul>
<p><small>{name}, process {pid}</small>
"""


class Shop(BaseHTTPRequestHandler):
    """Answers one request."""

    def do_GET(self):
        pages = {"/": self.page, "/version": self.version, "/health": self.health}
        page = pages.get(self.path)
        page() if page else self.answer(404, "text/plain", "There is nothing here.\n")

    def do_POST(self):
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        item = urllib.parse.parse_qs(form).get("item", [""])[0]
        if self.path != "/orders" or item not in settings()["goods"]:
            self.answer(404, "text/plain", "We do not have that.\n")
        elif ask_worker({"item": item}) is None:
            self.answer(503, "text/plain", "Nobody takes orders just now.\n")
        else:
            self.answer(303, "text/plain", "Thank you.\n", Location="/")

    def page(self):
        found, orders = settings(), ask_worker()
        self.answer(
            200,
            "text/html; charset=utf-8",
            PAGE.format(
                greeting=html.escape(found["shop"]["greeting"]),
                colour=html.escape(os.environ["COLOUR"]),
                goods=" ".join(map(button, found["goods"].items())),
                orders="".join(map(line, orders))
                if orders is not None
                else "<li>Nobody takes orders just now.",
                name=html.escape(os.environ["NAME"]),
                pid=os.getpid(),
            ),
        )

    def version(self):
        told = {"name": os.environ["NAME"], "pid": os.getpid(), "colour": os.environ["COLOUR"]}
        self.answer(200, "application/json", json.dumps(told) + "\n")

    def health(self):
        self.answer(200, "text/plain", "ok\n")

    def answer(self, status, kind, text, **headers):
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        """Keep quiet about what went well."""


def settings():
    """Read anew for every page: they may change while this runs."""
    found = configparser.ConfigParser(interpolation=None)
    with open(os.environ["SETTINGS"], encoding="utf-8") as file:
        found.read_file(file)
    return found


def ask_worker(order=None):
    """Hand the worker an order, or ask for the last ones; None where it does not answer."""
    request = urllib.request.Request(
        os.environ["WORKER"] + "/orders",
        data=json.dumps(order).encode() if order else None,
        headers={"Authorization": "Bearer " + os.environ["SECRET"]},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def button(goods):
    name, description = map(html.escape, goods)
    return f'<button name="item" value="{name}" title="{description}">{name}</button>'


def line(order):
    return f"<li>{html.escape(order['item'])}: {html.escape(order['state'])}"


class Server(ThreadingHTTPServer):
    daemon_threads = False  # whoever is being served is served to the end
    request_queue_size = 128


def main():
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Shop)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
