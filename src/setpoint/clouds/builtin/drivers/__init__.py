"""One type a file: ``OS::Heat::RandomString`` is driven by ``DRIVER`` in ``random_string.py``."""
