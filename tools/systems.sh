# shellcheck shell=bash
# Systems in folders of their own, for tools/test-matrix and tools/windows, which source this.
#
# environment: PORTLORE_MATRIX  where they are kept (/var/cache/portlore); remove it at will
cache=${PORTLORE_MATRIX:-/var/cache/portlore}
mirror=http://deb.debian.org/debian

# as_root: both make systems and enter them.
as_root() {
    [ "$(id -u)" -eq 0 ] || {
        echo "$(basename "$0"): run this as root: it makes and enters systems of its own" >&2
        exit 1
    }
}

# inside SYSTEM COMMAND: run a shell command in a system's folder, with mounts that end with it.
inside() {
    unshare --mount --pid --fork --kill-child bash -c '
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && cp /etc/resolv.conf /etc/hosts "$1/etc/"
        exec chroot "$1" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
            LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive bash -ec "$2"' - "$cache/$1" "$2"
}

# make_system SYSTEM SUITE LOG: unless it is there. A mirror's lists may be older than they say they are good for: what matters
# is what can be installed.
make_system() {
    local folder=$cache/$1
    [ ! -e "$folder/.complete" ] || return 0
    command -v debootstrap >/dev/null || { apt-get -qq update && apt-get -qq install -y --no-install-recommends debootstrap >/dev/null; }
    rm -rf "${folder:?}"
    mkdir -p "$cache"
    debootstrap --variant=minbase "$2" "$folder" "$mirror" >"$3" 2>&1 || return 1
    echo 'Acquire::Check-Valid-Until "false";' >"$folder/etc/apt/apt.conf.d/90portlore"
    touch "$folder/.complete"
}

# copy_source SYSTEM: what git knows of, and what it does not ignore, in place of what was there, to /src/portlore. Builds are kept.
copy_source() {
    local source=$cache/$1/src/portlore
    mkdir -p "$source"
    find "$source" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
    git -c safe.directory="$root" -C "$root" ls-files -z -co --exclude-standard |
        tar --create --directory="$root" --null --files-from=- --ignore-failed-read | tar --extract --directory="$source"
}
