"""Asking a server that does not speak HTTP for a sign of life."""

import socket

from lab.settings import IP


def says(port: int, question: bytes, words: bytes) -> bool:
    """Whether a server answers with those words: an open port proves nothing on some machines."""
    try:
        with socket.create_connection((IP, port), timeout=5) as connection:
            connection.sendall(question)
            return words in connection.recv(4096)
    except OSError:
        return False
