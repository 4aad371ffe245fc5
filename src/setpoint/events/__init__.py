"""The event log as a stream.

Something happened, past tense, numbered: `append` puts it in the log, `subscribe` follows the log from a
number on, and `wake` tells the engine that it is time to look again. An event never says what is true;
losing one costs time only.

Called by the engine and the doors above it. Must not know who reads, nor why something happened.
"""
