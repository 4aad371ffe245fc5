"""Run by itself: OpenStack's command line client, unmodified, for many commands one after the other in one process.

A line of JSON comes in for each: its words. One goes out: how it ended, and what it printed. A start of Python for each
would take longer than most of them.
"""

import contextlib
import io
import json
import sys

from openstackclient import shell


def main() -> None:
    code: object
    for line in sys.stdin:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = shell.main(json.loads(line))
            except SystemExit as ended:
                code = int(ended.code or 0)
        json.dump({"code": code, "out": out.getvalue(), "err": err.getvalue()}, sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


main()
