"""Sending the events of stacks to the sinks that their environments name.

An event leaves after it is recorded, and what has left is recorded in turn: sinks are a door like any other, and no
plan waits for them.
"""
