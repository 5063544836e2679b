# shellcheck shell=bash
# A Debian in a folder of its own for each Wireshark that Debian has; sourced behind common.sh by the tools that build in them.
chroots=${PORTLORE_MATRIX:-/var/cache/portlore}
mirror=http://deb.debian.org/debian
every_suite=(bookworm trixie sid)

# known_suites SUITE...: or else explain the tool.
known_suites() {
    local suite
    for suite; do
        [[ " ${every_suite[*]} " == *" $suite "* ]] || wrong_usage
    done
}

# Making and entering a system of one's own takes root, of this machine or of a privileged container.
need_chroots() {
    if [ "$(id -u)" -ne 0 ]; then
        echo "${0##*/}: run this as root: it makes and enters systems of its own" >&2
        exit 1
    fi
    command -v debootstrap >/dev/null || { apt-get -qq update && apt-get -qq install -y --no-install-recommends debootstrap >/dev/null; }
}

# inside SUITE COMMAND: run a shell command in a suite's folder, with mounts that end with it.
inside() {
    unshare --mount --pid --fork --kill-child bash -c '
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && cp /etc/resolv.conf /etc/hosts "$1/etc/"
        exec chroot "$1" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
            LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive bash -ec "$2"' - "$chroots/$1" "$2"
}

# provide SUITE LOG PACKAGE...: the suite's folder, with the packages. A mirror's lists may be older than they say they are good
# for: what matters is what can be installed.
provide() {
    local suite=$1 log=$2
    shift 2
    if [ ! -e "$chroots/$suite/.complete" ]; then
        rm -rf "${chroots:?}/$suite"
        mkdir -p "$chroots"
        debootstrap --variant=minbase "$suite" "$chroots/$suite" "$mirror" >"$log" 2>&1 || return 1
        echo 'Acquire::Check-Valid-Until "false";' >"$chroots/$suite/etc/apt/apt.conf.d/90portlore"
        touch "$chroots/$suite/.complete"
    fi
    inside "$suite" "apt-get -q update && apt-get -q upgrade -y || echo 'as it was kept, since the mirror is away'
        apt-get -q install -y --no-install-recommends $*" >"$log" 2>&1
}
