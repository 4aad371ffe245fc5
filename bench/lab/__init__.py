"""Measuring on the lab, a real OpenStack (``lab/README.md``): Setpoint beside its peers, on the same template."""
