# shellcheck shell=bash
# A Debian in a folder of its own for each Wireshark that Debian has, and for Windows; sourced behind common.sh by the tools that build in them.
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

# make_chroot NAME SUITE LOG: unless it is there. A mirror's lists may be older than they say they are good for: what matters is
# what can be installed.
make_chroot() {
    local folder=$chroots/$1
    [ ! -e "$folder/.complete" ] || return 0
    rm -rf "${folder:?}"
    mkdir -p "$chroots"
    debootstrap --variant=minbase "$2" "$folder" "$mirror" >"$3" 2>&1 || return 1
    echo 'Acquire::Check-Valid-Until "false";' >"$folder/etc/apt/apt.conf.d/90portlore"
    touch "$folder/.complete"
}

# provide SUITE LOG PACKAGE...: the suite's folder, with the packages.
provide() {
    local suite=$1 log=$2
    shift 2
    make_chroot "$suite" "$suite" "$log" || return 1
    inside "$suite" "apt-get -q update && apt-get -q upgrade -y || echo 'as it was kept, since the mirror is away'
        apt-get -q install -y --no-install-recommends $*" >"$log" 2>&1
}

# copy_source NAME: what git knows of, and what it does not ignore, in place of what was there. A build is kept.
copy_source() {
    local source=$chroots/$1/src/portlore
    mkdir -p "$source"
    find "$source" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
    git -c safe.directory="$root" -C "$root" ls-files -z -co --exclude-standard |
        tar --create --directory="$root" --null --files-from=- --ignore-failed-read | tar --extract --directory="$source"
}
