"""What every request passes through before it reaches a door, and its answer on the way back: a layer a file.

From the outside in: ``request_id`` names the request; ``observed`` sees how it ends, and tells ``access`` (the log),
``numbers`` (the metrics) and ``audit``; ``cors`` speaks to browsers; ``page`` offers the metrics; ``last_resort``
answers where nobody else could; ``rate`` keeps clients from asking too often; ``deadline`` and ``body`` bound time and
size. ``refusal`` is how each of them says no, in Heat's form; ``stack`` puts them around an application.

All are plain ASGI. Each but the outermost sees HTTP only, and finds what is known so far in
:class:`setpoint.api.service.exchange.Exchange`.
"""
