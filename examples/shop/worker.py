"""The shop's worker: takes orders from the web processes, writes them down, and packs one after another.

Whoever does not know the secret is turned away. Standard library only.
"""

import hmac
import json
import os
import queue
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS_TO_PACK = 1.0
SHOWN = 10


class Book:
    """The orders, in memory and in a file of one line each, written once when one comes and once when it is packed."""

    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()
        self.orders = {}
        self.waiting = queue.SimpleQueue()
        self.recall()

    def recall(self):
        """Take up again what an earlier worker left."""
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                for order in map(json.loads, file):
                    self.orders[order["number"]] = order
        for order in self.orders.values():
            if order["state"] == "ordered":
                self.waiting.put(order)

    def write(self, order):
        with self.lock, open(self.path, "a", encoding="utf-8") as file:
            order.setdefault("number", len(self.orders) + 1)
            self.orders[order["number"]] = order
            file.write(json.dumps(order) + "\n")

    def take(self, item):
        order = {"item": item, "state": "ordered"}
        self.write(order)
        self.waiting.put(order)
        return order

    def last(self):
        with self.lock:
            return list(self.orders.values())[: -SHOWN - 1 : -1]

    def pack(self):
        """Work for ever."""
        while True:
            order = self.waiting.get()
            time.sleep(SECONDS_TO_PACK)
            self.write({**order, "state": "packed"})
            print("packed order", order["number"], order["item"], flush=True)


class Door(BaseHTTPRequestHandler):
    """Answers one request of a web process."""

    def do_GET(self):
        if self.path == "/health":
            self.answer(200, "ok")
        elif self.is_known():
            self.answer(200, book.last())

    def do_POST(self):
        if self.is_known():
            order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.answer(200, book.take(order["item"]))

    def is_known(self):
        given = self.headers.get("Authorization", "").encode()
        known = hmac.compare_digest(given, ("Bearer " + os.environ["SECRET"]).encode())
        if not known:
            self.answer(403, "I do not know you")
        return known

    def answer(self, status, value):
        body = json.dumps(value).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        """Keep quiet about what went well."""


book = Book(os.environ.get("ORDERS", "orders.jsonl"))


def main():
    threading.Thread(target=book.pack, daemon=True).start()
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Door)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
