"""The service as operators see it: processes, ports, configuration, logs, metrics, limits."""
