"""The doors of the service: APIs that people's tools speak already, each a translator and nothing more.

``heat`` is OpenStack Heat's API. ``identity`` finds out who asks, ``policy`` what they may ask, ``service`` runs it all
in processes with ports, files of configuration, logs and metrics. A handler parses, asks the engine
(:mod:`setpoint.engine.requests`), and shows: it knows neither clouds nor SQL, and reaches no records but those of the
project that its caller is in.
"""
