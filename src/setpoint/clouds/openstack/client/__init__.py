"""Talking to a service over HTTP: one pool of connections, every request with a deadline, refusals in our words.

``transport`` sends one request once. ``session`` adds the token and tries again what is safe to try again. ``service``
is one service of the catalogue, with its version and microversion. ``faults`` reads what services say when they refuse.
"""
