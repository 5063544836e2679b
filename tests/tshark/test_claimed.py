"""Real servers held against what is claimed of their ports."""
import subprocess

import pytest
from conftest import ROOT
from test_claims import claims, rows

#: What real servers bear out, each at home on 127.0.0.2 and asked from outside; and with a password, or without the flaw, what not.
REAL = {
    "adb-5555": {"Android Debug Bridge"}, "adb-5555-guarded": set(), "chargen-19": {"Chargen"}, "chargen-19-guarded": set(),
    "clamav-3310": {"ClamAV"}, "coap-5683": {"CoAP"}, "distcc-3632": {"distcc"}, "distcc-3632-guarded": set(),
    "distcc-3632-shell": {"distcc", "CVE-2004-2687"}, "distcc-3632-shell-guarded": {"CVE-2004-2687"},
    "dns-53": {"DNS ANY"}, "dns-53-guarded": set(), "docker-2375": {"Docker API"}, "docker-2375-guarded": set(),
    "epmd-4369": {"Erlang port mapper"}, "etcd-2379": {"etcd"}, "etcd-2379-v2": {"etcd"}, "etcd-2379-guarded": set(),
    "etcd-2379-tls": set(), "flask-5000": set(), "ftp-21-guarded": set(), "ganglia-8649": {"Ganglia"},
    "http-80-shellshock": {"CVE-2014-6271"}, "http-8000": set(), "jdwp-5005": {"Java debugger"}, "jdwp-5005-guarded": set(),
    "jdwp-8000": {"Java debugger"}, "memcached-11211": {"memcached"}, "memcached-11211-guarded": set(),
    "memcached-udp-11211": {"CVE-2018-1000115"}, "memcached-udp-11211-guarded": set(), "mqtt-1883": {"MQTT without login"},
    "mqtt-1883-v5": {"MQTT without login"}, "mqtt-1883-guarded": set(), "netbios-137": {"NetBIOS name service"},
    "nfs-2049": {"NFS"}, "ntp-123-guarded": set(), "pgsql-5432": {"PostgreSQL"}, "php-fpm-9000": {"PHP-FPM"},
    "php-fpm-9000-guarded": set(), "podman-2375": {"Docker API"}, "portmapper-111": {"Portmapper"}, "prometheus-9090": set(),
    "prometheus-9090-guarded": set(), "rdp-3389": {"Remote Desktop", "RDP without TLS"}, "rdp-3389-guarded": {"Remote Desktop"},
    "redis-6379": {"Redis without password"}, "redis-6379-denied": set(), "redis-6379-guarded": set(),
    "redis-6379-lua": {"Redis without password", "CVE-2022-0543"}, "rlogin-513": {"rlogin"}, "rlogin-513-guarded": set(),
    "rmi-1099": {"Java RMI"}, "rmi-1099-loader": {"Java RMI", "RMI class loading"}, "rsh-514": {"rsh"}, "rsync-873": {"rsync"},
    "rsync-873-guarded": set(), "salt-4506": {"Salt master"}, "shell-1524": {"Ingreslock"}, "shell-4444": {"Metasploit"},
    "shell-6200": {"CVE-2011-2523"}, "smb-445": {"SMBv1"}, "smb-445-guarded": set(), "smb-445-probed": {"SMBv1"},
    "snmp-161": {"SNMP public", "SNMP GetBulk"}, "snmp-161-guarded": set(), "socks-1080": {"SOCKS"}, "socks-1080-guarded": set(),
    "squid-3128": {"HTTP proxy"}, "squid-3128-guarded": set(), "stun-3478": {"STUN"}, "telnet-23": set(),
    "telnet-23-flag": {"CVE-2026-24061"}, "tls-443-guarded": set(), "vnc-5900": {"VNC", "VNC without password"},
    "vnc-5900-guarded": {"VNC"}, "x11-6000": {"X11", "CVE-1999-0526"}, "x11-6000-guarded": {"X11"}, "xdmcp-177": {"XDMCP"},
    "zabbix-10050": {"Zabbix agent"}, "zookeeper-2181": {"ZooKeeper"}, "zookeeper-2181-guarded": set(),
    "rsh-514-single": {"rsh"},
    # What is not told: an answer from another port.
    "tftp-69": set(),
}
CAPTURES = {path.stem: path for path in (ROOT / "pcaps" / "claims").glob("*.pcap")}


def test_each_capture_of_a_real_server_is_held_against_its_claims():
    assert set(CAPTURES) == set(REAL)


def raised(tshark, capture, *options):
    """The ids of the claims that are raised; a dossier's warnings have no grade."""
    graded = {row["id"] for row in rows()}
    return {name for row in claims(tshark, capture, *options) if row[2] for name in row[1]} & graded


@pytest.mark.parametrize("name", REAL)
def test_a_real_server_bears_out_what_it_is(tshark, name):
    assert raised(tshark, CAPTURES[name]) == REAL[name]


def test_no_other_capture_is_warned_of(tshark, tmp_path):
    """All that is here, one behind the other: what a claim raises as a Warn."""
    others = [path for path in sorted((ROOT / "pcaps").glob("**/*.pcap")) if path.parent.name != "claims"]
    merged = tmp_path / "all.pcap"
    subprocess.run(["mergecap", "-a", "-w", merged, *others], check=True)
    assert len(others) > 100
    assert tshark.values(merged, "portlore.warning.id", options=("-2", "-Y", "portlore.expert.claim")) == []
