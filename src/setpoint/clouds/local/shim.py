# ruff: noqa: PTH104, PTH106, PTH108, PTH109, PTH110, PTH112, PTH119, PTH120, PTH123, PTH208
# (pathlib would cost a tenth of the memory)
"""The shim: the small parent of one process of the local cloud. It outlives the command that made it.

Started as ``python -I -S shim.py FOLDER/spec.json TURN``; stdlib only, so that it starts quickly and stays small.
TURN is the number of an open file that keeps everybody else from the folder: see :mod:`setpoint.clouds.local.turn`.
What may be secret (command line, environment) comes as JSON on standard input and never touches the disk. The
caller hears ``ok``, or why the process could not be started, and is let go at once. From then on the shim

- holds a POSIX record lock on ``alive`` until it dies: the kernel itself names the holder's pid to who asks. Only once
  it has that does it let go of TURN;
- replaces ``state.json`` at every change, and then sends a datagram to every ``*.wake`` socket next door;
- copies the process's output into ``log``, of bounded size; checks its health; reaps whatever it leaves;
- stops it on SIGTERM, and takes changed settings from ``spec.json`` on SIGHUP. It never starts it anew, for
  healing is decided elsewhere. Where ``remove`` exists at the end, the folder goes as well.

The spec is a Place and Settings of :mod:`setpoint.clouds.local.spec`, the state a State of :mod:`.state` there.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import resource
import select
import signal
import socket
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # the module would cost a megabyte
    from typing import Any, NoReturn

Answer = tuple[bool, str]
"""Whether a health check passed; why not."""

CHUNK = 65536
NEVER = float("inf")
LINGER = 2.0
"""Seconds that the end may take: killing what is left, and copying the last of its output."""

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x10000000, 0x20000000
MS_REC_PRIVATE, MS_NOSUID_NODEV_NOEXEC = 0x44000, 0xE

DISTURBED = (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ)
"""Signals that we, or Python, handle in our own way; a process starts with all as they are by default."""

libc = ctypes.CDLL(None, use_errno=True)


class StartError(Exception):
    """The process could not be started; says why."""


def must(result: int, what: str) -> None:
    """Raise what the C library left in errno."""
    if result < 0:
        raise StartError(f"{what}: {os.strerror(ctypes.get_errno())}")


def stat_of(pid: int | str) -> list[bytes]:
    """``/proc/PID/stat`` from its third field on: 1 is the parent, 19 the start in clock ticks since boot."""
    with open(f"/proc/{pid}/stat", "rb") as stat:
        return stat.read().rpartition(b")")[2].split()


def children() -> list[int]:
    """The processes whose parent is this one, among them the orphans of those that ended."""
    found, me = [], str(os.getpid()).encode()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if stat_of(name)[1] == me:
                found.append(int(name))
        except OSError:
            continue
    return found


def send(pid: int, number: int) -> None:
    """Signal a process's group, or the process itself while it has not made its group."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


# ----------------------------------------------------------------------------------------- starting a process


def spawn(argv: list[str], env: dict[str, str], spec: dict[str, Any], out: int, report: int = -1) -> int:
    """Start a process with its output to ``out``, and answer its pid. Raises StartError.

    ``report``, for a PID namespace, is where its init says how the process ended.
    """
    said, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            become_process(argv, env, spec, out, report)
        except Exception as error:  # noqa: BLE001 - whatever it was: the parent must hear of it
            os.write(say, explain(error, argv[0]).encode())
        finally:
            os._exit(127)
    os.close(say)
    with open(said, "rb") as pipe:
        why = pipe.read().decode()
    if why:
        os.waitpid(pid, 0)
        raise StartError(why)
    return pid


def become_process(argv: list[str], env: dict[str, str], spec: dict[str, Any], out: int, report: int) -> None:
    """Everything between fork and exec."""
    signal.set_wakeup_fd(-1)
    for disturbed in DISTURBED:
        signal.signal(disturbed, signal.SIG_DFL)
    enter_limits(**spec["limits"])
    enter_mounts(spec["namespaces"])
    if report >= 0:
        fork_init(report)
    os.setsid()
    os.chdir(spec["folder"])  # as who we are, for the way to it may be closed to the user
    if spec["user"]:
        os.setgroups(spec["user"]["groups"])
        os.setgid(spec["user"]["gid"])
        os.setuid(spec["user"]["uid"])
    if not os.access(".", os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), spec["folder"])
    die_with_parent()
    os.umask(0o022)
    for fd, number in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (out, 2)):
        os.dup2(fd, number)
    execute(argv, env)


def execute(argv: list[str], env: dict[str, str]) -> NoReturn:
    """Become the program, looked for in PATH (``os.execvpe`` imports a module, which the user may not read)."""
    problem: OSError = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    folders = env.get("PATH", os.defpath).split(":")
    for path in [argv[0]] if "/" in argv[0] else [f"{folder or '.'}/{argv[0]}" for folder in folders]:
        try:
            os.execve(path, argv, env)  # noqa: S606 - without a shell is the point
        except (FileNotFoundError, NotADirectoryError):
            continue
        except PermissionError as error:
            problem = error
    raise OSError(problem.errno, problem.strerror, argv[0])


def explain(error: Exception, program: str) -> str:
    """What went wrong between fork and exec, in one line."""
    if isinstance(error, StartError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or program}: {error.strerror}"
    return f"{program}: {error!r}"


def die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the parent dies: a process without its shim would be nobody's."""
    must(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def enter_limits(cgroups: list[str], rlimits: dict[str, int], without_cgroups: dict[str, int]) -> None:
    """Join the cgroups that were prepared; where that is refused, take the rlimits that stand in for them."""
    for name, most in rlimits.items():
        limit(name, most)
    try:
        for folder in cgroups:
            with open(f"{folder}/cgroup.procs", "w") as procs:
                procs.write("0")
    except OSError:
        for name, most in without_cgroups.items():
            limit(name, most)


def limit(name: str, most: int) -> None:
    """Set one rlimit, as far as this user may go."""
    number = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(number)[1]
    if os.geteuid() != 0 and hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(number, (most, most))


def enter_pids(namespaces: list[str]) -> None:
    """Give the next child a PID namespace: without root, in a user namespace where we stay who we are."""
    if namespaces and os.geteuid() != 0:
        uid, gid = os.geteuid(), os.getegid()
        must(libc.unshare(CLONE_NEWUSER), "a user namespace, which any other needs without root")
        texts = {"setgroups": "deny", "uid_map": f"{uid} {uid} 1", "gid_map": f"{gid} {gid} 1"}
        for name, text in texts.items():
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    if "pid" in namespaces:
        must(libc.unshare(CLONE_NEWPID), "a PID namespace of its own")


def enter_mounts(namespaces: list[str]) -> None:
    """Make the mount table the process's own, with a /proc of its own where it has a PID namespace."""
    if "mount" in namespaces:
        must(libc.unshare(CLONE_NEWNS), "a mount namespace of its own")
        must(libc.mount(b"none", b"/", None, MS_REC_PRIVATE, None), "a private mount table")
        if "pid" in namespaces:
            must(libc.mount(b"proc", b"/proc", b"proc", MS_NOSUID_NODEV_NOEXEC, None), "a /proc of its own")


def fork_init(report: int) -> None:
    """Be process 1 of the new PID namespace; only the process that it looks after returns from here."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    die_with_parent()
    pid = os.fork()
    if pid:
        os.closerange(3, report)
        os.closerange(report + 1, 1024)
        be_init(pid, report)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def be_init(pid: int, report: int) -> NoReturn:
    """Reap all, hand signals on to the group of ``pid``, and end with it, which ends whatever is left."""
    while True:
        number = int(signal.sigwait(signal.valid_signals()))
        if number != signal.SIGCHLD:
            send(pid, number)
            continue
        ended = pid + 1
        while ended:
            ended, status = os.waitpid(-1, os.WNOHANG)
            if ended == pid:
                os.write(report, str(status).encode())
                os._exit(0)


# ---------------------------------------------------------------------------------------------------- the log


class Log:
    """Copies output into ``log``, ``log.1``, ...: ``keep`` files of at most ``max_size`` bytes."""

    def __init__(self, max_size: int, keep: int) -> None:
        self.bound(max_size, keep)
        self.open()

    def bound(self, max_size: int, keep: int) -> None:
        """Take new bounds, and drop the files that are now too many."""
        self.max_size, self.keep = max_size, keep
        for name in os.listdir("."):
            head, _, number = name.partition(".")
            if head == "log" and number.isdigit() and int(number) >= keep:
                os.unlink(name)

    def open(self) -> None:
        """Go on with the present file."""
        self.fd = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.size = os.fstat(self.fd).st_size

    def write(self, chunk: bytes) -> None:
        """Append, and rotate at the end of a line where there is one."""
        while chunk:
            room = max(self.max_size - self.size, 0)
            end = len(chunk) if len(chunk) <= room else chunk.rfind(b"\n", 0, room) + 1
            if end == 0 and self.size == 0:
                end = room
            self.append(chunk[:end])
            chunk = chunk[end:]
            if chunk:
                self.rotate()

    def append(self, part: bytes) -> None:
        """Write one part. A full disk costs output, never the process."""
        try:
            self.size += os.write(self.fd, part)
        except OSError:
            return

    def rotate(self) -> None:
        """Move every file one number up, drop the last, and begin a new one."""
        os.close(self.fd)
        for number in range(self.keep - 1, 0, -1):
            older = f"log.{number - 1}" if number > 1 else "log"
            if os.path.exists(older):
                os.rename(older, f"log.{number}")
        if self.keep == 1:
            os.truncate("log", 0)
        self.open()


# ----------------------------------------------------------------------------------------------------- health


class Probe:
    """One check by TCP (does it accept?) or HTTP (does it answer as it should?), under way."""

    def __init__(self, check: dict[str, Any]) -> None:
        self.check, self.heard, self.events = check, b"", select.POLLOUT
        self.socket = socket.socket(socket.AF_INET6 if ":" in check["host"] else socket.AF_INET)
        self.socket.setblocking(False)  # noqa: FBT003 - as sockets name it
        self.socket.connect_ex((check["host"], check["port"]))

    def step(self) -> Answer | None:
        """Go on as far as the other side lets us; None while the answer is open."""
        try:
            return self.connected() if self.events == select.POLLOUT else self.answered()
        except BlockingIOError:
            return None
        except OSError as error:
            return False, f"port {self.check['port']}: {error.strerror}"

    def connected(self) -> Answer | None:
        """The connection came about, or did not."""
        number = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number == 0 and self.socket.getsockname() == self.socket.getpeername():
            number = errno.ECONNREFUSED  # nobody listens, and TCP has connected us to ourselves
        if number:
            raise OSError(number, os.strerror(number))
        if self.check["kind"] == "tcp":
            return True, ""
        ask = f"GET {self.check['path']} HTTP/1.1\r\nHost: {self.check['host']}:{self.check['port']}\r\n"
        self.socket.send(f"{ask}User-Agent: setpoint-health\r\nConnection: close\r\n\r\n".encode())
        self.events = select.POLLIN
        return None

    def answered(self) -> Answer | None:
        """A part of the answer came; its first line is enough."""
        part = self.socket.recv(512)
        self.heard += part
        line, end, _ = self.heard.partition(b"\r\n")
        if part and not end and len(self.heard) < 512:
            return None
        words = line.split()
        if len(words) < 2 or not line.startswith(b"HTTP/") or not words[1].isdigit():
            return False, "no HTTP answer"
        low, high = self.check["status"]
        return low <= int(words[1]) <= high, f"it answered {words[1].decode()}"


class Health:
    """The checks of one process, and the verdict: starting, healthy or unhealthy."""

    def __init__(self, check: dict[str, Any]) -> None:
        self.check, self.verdict, self.reason = check, "starting", ""
        self.passes = self.failures = self.tries = 0
        self.due = time.monotonic()
        self.grace_ends = self.due + check["grace"]
        self.probe: Probe | None = None
        self.command = -1
        """The pid of a check by command that is under way."""

    @property
    def is_asking(self) -> bool:
        """Whether a check is under way; it is then given up at ``due``."""
        return self.probe is not None or self.command >= 0

    def ask(self, env: dict[str, str], spec: dict[str, Any]) -> None:
        """Start a check. Raises StartError where it is a command that cannot be started."""
        self.due = time.monotonic() + self.check["timeout"]
        if self.check["kind"] != "command":
            self.probe = Probe(self.check)
            return
        with open(os.devnull, "wb") as nowhere:
            self.command = spawn(self.check["command"], env, spec, nowhere.fileno())

    def give_up(self) -> None:
        """End the check that is under way, if any."""
        if self.probe is not None:
            self.probe.socket.close()
        if self.command >= 0:
            send(self.command, signal.SIGKILL)
        self.probe, self.command = None, -1

    def hear(self, answer: Answer) -> bool:
        """Count one answer, and set when to ask next; tells whether the verdict or its reason changed."""
        self.give_up()
        before, now = (self.verdict, self.reason), time.monotonic()
        passed, why = answer
        self.passes = self.passes + 1 if passed else 0
        counts = self.verdict != "starting" or now >= self.grace_ends
        self.failures = 0 if passed else self.failures + counts
        if self.passes >= self.check["successes"]:
            self.verdict, self.reason = "healthy", ""
        elif self.failures >= self.check["failures"]:
            self.verdict, self.reason = "unhealthy", why
        elif self.verdict == "starting":
            self.reason = why
        self.due = now + self.pause()
        return (self.verdict, self.reason) != before

    def pause(self) -> float:
        """Seconds until the next check: the interval, but eagerly while the process is still coming up."""
        self.tries += 1
        eager = 0.025 * 1.5 ** min(self.tries, 30) if self.verdict == "starting" else NEVER
        return float(min(self.check["interval"], eager))


# --------------------------------------------------------------------------------------------------- the shim


class Shim:
    """One process from its start to its end. Lives in its folder; one thread, with one ``poll`` at its heart."""

    def __init__(self, spec: dict[str, Any], private: dict[str, Any]) -> None:
        self.spec, self.argv, self.env = spec, private["argv"], private["env"]
        with open("/proc/sys/kernel/random/boot_id") as boot:
            self.state: dict[str, Any] = {"token": spec["token"], "boot": boot.read().strip()}
        self.state["shim"] = {"pid": os.getpid(), "started": int(stat_of("self")[19])}
        self.state["phase"] = "starting"
        self.log = Log(**spec["log"])
        self.health: Health | None = None
        self.alive = os.open("alive", os.O_RDWR | os.O_CREAT, 0o600)
        self.pid = self.status = self.output = self.report = -1
        self.steady_at = self.kill_at = self.tell_again_at = NEVER
        self.signals, wakeup = os.pipe()
        os.set_blocking(wakeup, False)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(wakeup)

    def tell(self, **changes: Any) -> None:
        """Record a change, then wake whoever listens. On a full disk that is tried again, and again."""
        self.state |= changes
        try:
            with open("state.json.new", "w") as file:
                json.dump(self.state, file)
                if self.state["phase"] == "exited":
                    file.flush()
                    os.fsync(file.fileno())
            os.rename("state.json.new", "state.json")
            self.tell_again_at = NEVER
        except OSError:
            self.tell_again_at = time.monotonic() + 1
        self.wake()

    def wake(self) -> None:
        """Send the token to every listening socket; one that nobody holds any more is removed."""
        wakes = self.spec["wakes"]
        names = os.listdir(wakes) if os.path.isdir(wakes) else []
        for path in (f"{wakes}/{name}" for name in names if name.endswith(".wake")):
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)  # noqa: FBT003 - as sockets name it
                try:
                    line.sendto(self.spec["token"].encode(), path)
                except ConnectionRefusedError:
                    os.unlink(path)
                except OSError:
                    continue  # its queue is full, so it will look anyway; or it has just gone

    # --- the life of the process

    def start(self) -> None:
        """Start the process. Raises StartError, which is recorded too."""
        self.output, out = os.pipe()
        say = -1
        try:
            enter_pids(self.spec["namespaces"])
            if "pid" in self.spec["namespaces"]:
                self.report, say = os.pipe()
            self.pid = spawn(self.argv, self.env, self.spec, out, say)
        except (StartError, OSError) as error:
            why = explain(error, self.argv[0])
            self.tell(phase="exited", error=why, ended_at=time.time())
            raise StartError(why) from error
        for fd in {out, say} - {-1}:
            os.close(fd)
        self.settle_in()
        child = {"pid": self.pid, "started": int(stat_of(self.pid)[19])}
        self.tell(child=child, started_at=time.time(), settings=self.spec["settings"], cgroups=self.cgroups())

    def cgroups(self) -> list[str]:
        """Those of the prepared cgroups that the process really is in."""
        found = []
        for folder in self.spec["limits"]["cgroups"]:
            with open(f"{folder}/cgroup.procs") as procs:
                if procs.read():
                    found.append(folder)
        return found

    def settle_in(self) -> None:
        """Begin to judge the process anew, by the present settings."""
        if self.health:
            self.health.give_up()
        check = self.spec["health"]
        self.health = Health(check) if check else None
        self.steady_at = NEVER if check else time.monotonic() + self.spec["steady"]

    def run(self) -> None:
        """Look after the process until it has ended."""
        while self.status < 0:
            due = self.health.due if self.health else NEVER
            self.wait(min(due, self.kill_at, self.steady_at, self.tell_again_at))
            now = time.monotonic()
            if self.health and now >= self.health.due:
                self.check(self.health)
            if now >= self.steady_at:
                self.steady_at = NEVER
                self.tell(phase="running")
            if now >= self.tell_again_at:
                self.tell()
            if now >= self.kill_at:
                self.kill_at = NEVER
                self.state["killed"] = True
                send(self.pid, signal.SIGKILL)

    def wait(self, until: float) -> None:
        """Sleep until output, a signal, an answer to a health check, or the time ``until``; and see to it."""
        poll, probe = select.poll(), self.health.probe if self.health else None
        poll.register(self.signals, select.POLLIN)
        if self.output >= 0:
            poll.register(self.output, select.POLLIN)
        if probe:
            poll.register(probe.socket, probe.events)
        seconds = max(0.0, min(until - time.monotonic(), 3600.0))
        for fd, _ in poll.poll(seconds * 1000 + 1):
            if fd == self.signals:
                self.on_signals(os.read(fd, 4096))
            elif fd == self.output:
                self.on_output(os.read(fd, CHUNK))
            elif probe and self.health and self.health.probe is probe:
                self.judge(self.health, probe.step())

    def on_output(self, chunk: bytes) -> None:
        """Copy what the process wrote."""
        if chunk:
            self.log.write(chunk)
        else:
            os.close(self.output)
            self.output = -1

    def on_signals(self, came: bytes) -> None:
        """Do what the signals say that came."""
        if signal.SIGHUP in came:
            self.reload()
        if signal.SIGTERM in came and self.state["phase"] != "stopping":
            self.stop()
        self.reap()

    def reload(self) -> None:
        """Take the settings that may change while the process runs."""
        with open("spec.json") as file:
            new = json.load(file)
        is_judged_alike = all(self.spec[name] == new[name] for name in ("health", "steady"))
        self.spec |= {name: new[name] for name in ("health", "steady", "stop", "log", "settings")}
        self.log.bound(**self.spec["log"])
        changes: dict[str, Any] = {"settings": self.spec["settings"]}
        if self.state["phase"] != "stopping" and not is_judged_alike:
            self.settle_in()
            changes |= {"phase": "starting", "health": None}
        self.tell(**changes)

    def stop(self) -> None:
        """Ask the process to end, and set the time when it will be made to."""
        if self.health:
            self.health.give_up()
        self.health, self.steady_at = None, NEVER
        self.kill_at = time.monotonic() + self.spec["stop"]["grace"]
        self.tell(phase="stopping")
        for number in (self.spec["stop"]["signal"], signal.SIGCONT):
            send(self.pid, number)

    def reap(self) -> None:
        """Take leave of every process that ended: ours, a check of its health, an orphan."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.pid:
                self.status = status
            elif self.health and pid == self.health.command:
                self.health.command = -1
                code = os.waitstatus_to_exitcode(status)
                self.judge(self.health, (code == 0, f"the command ended with {code}"))

    def check(self, health: Health) -> None:
        """Start a check that is due, or give up one that has taken too long."""
        if health.is_asking:
            self.judge(health, (False, f"no answer within {health.check['timeout']:g} s"))
            return
        try:
            health.ask(self.env, self.spec)
        except (StartError, OSError) as error:
            self.judge(health, (False, explain(error, "the check")))

    def judge(self, health: Health, answer: Answer | None) -> None:
        """Count an answer, and record a changed verdict."""
        if answer and health.hear(answer):
            self.tell(phase=health.verdict, health={"reason": health.reason, "since": time.time()})

    # --- the end

    def finish(self) -> None:
        """End whatever the process left behind, record how it ended, and clear up."""
        if self.health:
            self.health.give_up()
        self.health, deadline = None, time.monotonic() + LINGER
        self.state["phase"] = "stopping"  # from now on no signal changes anything
        while (left := children()) and time.monotonic() < deadline:
            for pid in left:
                send(pid, signal.SIGKILL)
            self.wait(time.monotonic() + 0.05)
        while self.output >= 0 and time.monotonic() < deadline:
            self.wait(deadline)
        code = os.waitstatus_to_exitcode(self.reported())
        why = self.out_of_memory() if code == -signal.SIGKILL else ""
        self.clear_cgroups(deadline)
        self.tell(phase="exited", health=None, code=code, error=why, ended_at=time.time())
        os.close(self.alive)  # whoever writes `remove` from now on sees that nobody else will see to it
        self.wake()
        if os.path.exists("remove"):
            self.remove_folder()

    def reported(self) -> int:
        """How the process ended. In a PID namespace its init has told, unless that was killed itself."""
        said = os.read(self.report, 64) if self.report >= 0 else b""
        return int(said) if said else self.status

    def out_of_memory(self) -> str:
        """Say so where the kernel killed for the memory limit (named as in cgroup v2, or as in v1)."""
        for folder in self.spec["limits"]["cgroups"]:
            for name in ("memory.events", "memory.oom_control"):
                if os.path.exists(f"{folder}/{name}"):
                    with open(f"{folder}/{name}") as events:
                        counts = dict(line.split() for line in events)
                    if int(counts.get("oom_kill", "0")):
                        return "out of memory: it needed more than its limit"
        return ""

    def clear_cgroups(self, deadline: float) -> None:
        """Remove the prepared cgroups; the kernel may need a moment to see that they are empty."""
        for folder in self.spec["limits"]["cgroups"]:
            while os.path.isdir(folder) and time.monotonic() < deadline:
                try:
                    os.rmdir(folder)
                except OSError:
                    self.wait(time.monotonic() + 0.01)

    def remove_folder(self) -> None:
        """Remove our folder: gone at once for those who look, then piece by piece."""
        import shutil  # noqa: PLC0415 - it costs memory, and is needed at the very end only

        here = os.getcwd()
        gone = f"{os.path.dirname(here)}/.{os.path.basename(here)}.gone"
        with contextlib.suppress(FileNotFoundError):  # somebody else has just begun to
            os.rename(here, gone)
        self.wake()
        shutil.rmtree(gone, ignore_errors=True)


def leave_caller() -> None:
    """Become independent of the terminal, the session and the files of whoever started us."""
    os.setsid()
    os.umask(0o077)
    for path, numbers in ((os.devnull, (0, 1)), ("shim.err", (2,))):
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        for number in numbers:
            os.dup2(fd, number)
        os.close(fd)
    must(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")


def look_after(spec: dict[str, Any], private: dict[str, Any], answer: int, turn: int) -> None:
    """Be the shim. Whoever asked hears ``ok`` or the problem on ``answer``, once."""
    shim = Shim(spec, private)
    try:
        fcntl.lockf(shim.alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(turn)
        shim.start()
    except BlockingIOError:
        os.write(answer, b"ok")  # another shim has this token: what was asked for is there already
        return
    except StartError as error:
        os.write(answer, str(error).encode())
        return
    os.write(answer, b"ok")
    os.close(answer)
    shim.run()
    shim.finish()


def main() -> int:
    """Fork, and let the caller go as soon as the process runs, or cannot."""
    turn = int(sys.argv[2])
    for fd in map(int, os.listdir("/proc/self/fd")):
        if fd > 2 and fd != turn:
            with contextlib.suppress(OSError):  # whatever else the caller had open is none of ours
                os.close(fd)
    folder, name = os.path.split(sys.argv[1])
    os.chdir(folder)
    with open(name) as file:
        spec = json.load(file)
    private = json.load(sys.stdin)
    hear, say = os.pipe()
    if os.fork() == 0:
        os.close(hear)
        leave_caller()
        look_after(spec, private, say, turn)
        return 0
    os.close(say)
    answer = os.read(hear, CHUNK) or b"the shim ended: see shim.err"
    os.write(1, answer)
    return int(answer != b"ok")


if __name__ == "__main__":
    sys.exit(main())
