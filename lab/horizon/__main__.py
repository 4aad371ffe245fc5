"""The command: python -m lab.horizon. It serves until Ctrl-C."""

import signal
import sys

from lab.catalogue import BESIDE, PERSON
from lab.horizon.serving import dashboard
from lab.settings import PASSWORD, Settings
from lab.telling import Failed, say


def main() -> int:
    """Serve, and say where."""
    try:
        with dashboard(Settings.read()) as address:
            say(
                f"{address}: sign in as {PERSON} with the password {PASSWORD}; the region {BESIDE} is Setpoint's"
            )
            signal.pause()
    except Failed as failure:
        print(f"lab: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
