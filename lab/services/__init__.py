"""The services of OpenStack, one module each. `lab/service.py` says what a module holds."""
