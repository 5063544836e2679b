"""Hosts for tools/sweep on one machine: network namespaces, each with an sshd of its own. They share the machine's files."""
import collections
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import time

CPU = pathlib.Path("/sys/fs/cgroup/cpu")
PERIOD = 100_000  # microseconds
PROGRAMS = ("ip", "/usr/sbin/sshd", "ssh", "ssh-keygen")


def why_not():
    """What this machine lacks for it; nothing if it lacks nothing."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    lacking = [program for program in PROGRAMS if not shutil.which(program)]
    if lacking:
        return f"there is no {lacking[0]}"
    name = f"lore{os.getpid()}-try"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    # One can be made, but not entered, where the root of the file system is no mount: in a chroot.
    entered = subprocess.run(["ip", "netns", "exec", name, "true"], capture_output=True, text=True)
    subprocess.run(["ip", "netns", "delete", name], capture_output=True)
    return (made.stderr or entered.stderr).strip()


def ip(*arguments):
    return subprocess.run(["ip", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def read_by(sweep):
    """How many captures each host has read so far, by its address, of a sweep into that folder."""
    joblog = sweep / "joblog"
    lines = joblog.read_text().splitlines()[1:] if joblog.exists() else []
    return collections.Counter(line.split("\t")[1].partition("@")[2] for line in lines)


class Hosts:
    """So many hosts and, in a namespace beside them, the controller; all are gone at the end of the block."""

    def __init__(self, folder, count, share=None):
        """share: what of one core each host may use; None: what there is."""
        self.folder, self.count, self.share = folder, count, share
        self.name = f"lore{os.getpid()}"
        self.list = folder / "hosts"
        self.ssh = f"ssh -F {folder}/config -o ConnectTimeout=3 -o ServerAliveInterval=2 -o ServerAliveCountMax=2"

    def host(self, number):
        return f"{self.name}-{number}"

    def address(self, number):
        return f"198.18.0.{number}"  # RFC 2544 keeps these for measurements

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "key"], check=True)
        (self.folder / "config").write_text(
            f"Host *\n IdentityFile {self.folder}/key\n StrictHostKeyChecking no\n UserKnownHostsFile /dev/null\n LogLevel ERROR\n")
        self.list.write_text("".join(f"1/root@{self.address(number)}\n" for number in range(1, self.count + 1)))
        ip("netns", "add", self.name)
        ip("-n", self.name, "link", "add", "hosts", "type", "bridge")
        ip("-n", self.name, "address", "add", self.address(254) + "/24", "dev", "hosts")
        ip("-n", self.name, "link", "set", "hosts", "up")
        for number in range(1, self.count + 1):
            self._add(number)
        return self

    def _add(self, number):
        host = self.host(number)
        ip("netns", "add", host)
        ip("-n", self.name, "link", "add", f"to{number}", "type", "veth", "peer", "name", "eth0", "netns", host)
        ip("-n", self.name, "link", "set", f"to{number}", "master", "hosts", "up")
        ip("-n", host, "address", "add", self.address(number) + "/24", "dev", "eth0")
        ip("-n", host, "link", "set", "eth0", "up")
        # A home of its own: what the user's shell reads at each login is not to be measured.
        home = self.folder / f"home{number}"
        home.mkdir()
        command = ["ip", "netns", "exec", host, "/usr/sbin/sshd", "-f", "/dev/null", "-o", f"HostKey={self.folder}/key", "-o",
                   f"AuthorizedKeysFile={self.folder}/key.pub", "-o", "StrictModes=no", "-o", "UsePAM=no", "-o",
                   "PermitRootLogin=prohibit-password", "-o", f"SetEnv=HOME={home}", "-o", "PidFile=none"]
        if self.share:
            group = CPU / host
            group.mkdir()
            (group / "cpu.cfs_period_us").write_text(str(PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(round(PERIOD * self.share)))
            command = ["sh", "-c", f'echo $$ >{group}/cgroup.procs && exec "$@"', "sh", *command]
        subprocess.run(command, check=True)

    def command(self, *arguments):
        """A command line as the controller runs it."""
        return ["ip", "netns", "exec", self.name, "env", f"PARALLEL_SSH={self.ssh}", *map(str, arguments)]

    def kill_sshd(self, number):
        """End a host's sshd, and those of its connections; what they have begun may go on."""
        for process in ip("netns", "pids", self.host(number)).split():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                if pathlib.Path(f"/proc/{process}/comm").read_text() == "sshd\n":
                    os.kill(int(process), signal.SIGTERM)

    def kill(self, number):
        """End all that runs on a host, at once, and wait until it has ended."""
        group = CPU / self.host(number) / "cgroup.procs"
        while processes := ip("netns", "pids", self.host(number)).split() + (group.read_text().split() if self.share else []):
            for process in processes:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(process), signal.SIGKILL)
            time.sleep(0.01)

    def hide(self, number, folder):
        """Let a folder be empty as a host sees it."""
        process = ip("netns", "pids", self.host(number)).split()[0]
        subprocess.run(["nsenter", "--mount", "--target", process, "mount", "-t", "tmpfs", "none", folder], check=True)

    def cut(self, number):
        """Take a host from the network, without a word to anybody."""
        ip("-n", self.name, "link", "set", f"to{number}", "down")

    def traffic(self):
        """How many bytes went over the network of the hosts, both ways."""
        counters = [self.command("cat", f"/sys/class/net/to{number}/statistics/{way}_bytes")
                    for number in range(1, self.count + 1) for way in ("rx", "tx")]
        return sum(int(subprocess.run(counter, check=True, capture_output=True).stdout) for counter in counters)

    def __exit__(self, *problem):
        for number in range(1, self.count + 1):
            self.kill(number)
            ip("netns", "delete", self.host(number))
            if self.share:
                (CPU / self.host(number)).rmdir()
        ip("netns", "delete", self.name)
