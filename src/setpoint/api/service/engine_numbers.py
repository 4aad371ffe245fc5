"""What is counted of the engine, for Prometheus: in the one process that has it, and shown by whichever is asked."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge


class EngineNumbers:
    """Counts into a registry, in which others may count other things."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Begin at nothing."""

        def gauge(name: str, told: str, *labels: str) -> Gauge:
            return Gauge(name, told, labels, registry=registry, multiprocess_mode="livesum")

        self._driven = gauge("setpoint_stacks_driven", "Stacks that are being driven.")
        self._asked = gauge(
            "setpoint_stacks_asked", "Stacks of which something is asked that is not begun yet."
        )
        self._calls = gauge("setpoint_cloud_calls_in_flight", "Calls that change a cloud.", "cloud")

    def busy(self, driven: int, asked: int) -> None:
        """See :data:`setpoint.engine.host.Busy`."""
        self._driven.set(driven)
        self._asked.set(asked)

    def calling(self, cloud: str, change: int) -> None:
        """See :data:`setpoint.engine.clouds.Calling`."""
        self._calls.labels(cloud).inc(change)
