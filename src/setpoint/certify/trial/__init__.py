"""A template's whole life on the simulated cloud, in virtual time: what ``setpoint try`` runs.

It is made, rests when it is asked for again, a change of it fails and is rolled back, it is changed, heals after
accidents, is deleted, and is given up when it cannot be made again. What happened comes as values; showing them is the
command line's. Nothing here outlives the trial: store, cloud and clock are in memory.
"""

from setpoint.certify.trial.play import try_out
from setpoint.certify.trial.report import Act, Outcome, Report, Scene
from setpoint.certify.trial.stage import Conditions

__all__ = ["Act", "Conditions", "Outcome", "Report", "Scene", "try_out"]
