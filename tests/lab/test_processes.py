"""The lab stops what it started, and nothing else."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lab.processes import Daemon, Processes, sessions
from lab.telling import Failed
from tests.waiting import until

FOREVER = (sys.executable, "-c", "import signal; print('started', flush=True); signal.pause()")
DEAF = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()
print("deaf", flush=True)
signal.pause()
"""


@pytest.fixture
def processes(tmp_path: Path) -> Processes:
    return Processes(tmp_path)


def test_a_daemon_is_started_once_and_stopped(processes: Processes) -> None:
    daemon = Daemon("servers", "one", FOREVER)
    assert processes.start(daemon)
    assert not processes.start(daemon)
    pid = processes.pid("servers", "one")
    assert processes.all() == [("servers", "one")]
    until(lambda: "started" in processes.log(daemon).read_text())
    processes.stop(processes.all())
    assert pid not in sessions()
    assert processes.all() == []


def test_who_does_not_listen_is_killed_with_its_children(processes: Processes) -> None:
    daemon = Daemon("RegionOne", "deaf", (sys.executable, "-c", DEAF))
    processes.start(daemon)
    until(lambda: processes.log(daemon).read_text().count("deaf") == 2)
    pid = processes.pid("RegionOne", "deaf")
    assert pid
    assert len(sessions()[pid]) == 2
    processes.stop([("RegionOne", "deaf")], patience=0.1)
    until(lambda: pid not in sessions())


def test_another_process_of_that_number_is_left_alone(processes: Processes, tmp_path: Path) -> None:
    stranger = subprocess.Popen(FOREVER, stdout=subprocess.DEVNULL, start_new_session=True)
    record = tmp_path / "run" / "servers" / "one.json"
    record.parent.mkdir(parents=True)
    record.write_text(json.dumps({"pid": stranger.pid, "started": "1"}))
    try:
        assert processes.pid("servers", "one") is None
        processes.stop(processes.all())
        assert stranger.poll() is None
    finally:
        os.kill(stranger.pid, signal.SIGKILL)
        stranger.wait()


def test_who_has_died_is_told_with_the_end_of_its_log(processes: Processes) -> None:
    daemon = Daemon("RegionOne", "brief", (sys.executable, "-c", "raise SystemExit('no such table')"))
    processes.start(daemon)
    until(lambda: processes.pid("RegionOne", "brief") is None)
    with pytest.raises(Failed, match=r"RegionOne brief has ended\n.*\n.*no such table"):
        processes.require(daemon)
    processes.stop(processes.all())
