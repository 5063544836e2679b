#!/bin/sh
# Install Port Lore for yourself, beside this script's folder, or remove it.
#
# usage: ./install.sh               into your personal folders of Wireshark; over an older Port Lore, too
#        ./install.sh --uninstall   remove it; your own dossiers and the table of ports stay
set -eu
here=$(cd "$(dirname "$0")" && pwd)
series=@wireshark_series@

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

usage() { sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; }
case ${1:-} in
    "" | --uninstall) ;;
    -h | --help)
        usage
        exit
        ;;
    *)
        usage >&2
        exit 2
        ;;
esac
[ "$(id -u)" -ne 0 ] ||
    fail "Wireshark loads no personal plugins for root. Run this as the user who runs Wireshark, or install the .deb."

program=$(command -v tshark || command -v wireshark) ||
    fail "neither tshark nor wireshark is installed. Install Wireshark $series first."
complaint=$("$program" -G folders 2>&1 >/dev/null) ||
    fail "$program does not start: $complaint
install.sh: If that is a duplicate protocol, two Port Lores are installed: remove one, from ~/.local/lib/wireshark/plugins or from where Wireshark's own plugins are."
folder() { "$program" -G folders 2>/dev/null | sed -n "s/^$1:[[:space:]]*//p" | head -n 1; }
plugins=$(folder "Personal Plugins")/epan
configuration=$(folder "Personal configuration")
# Where man(1) looks beside a command in ~/.local/bin.
manual=$HOME/.local/share/man
library=$HOME/.local/lib/portlore
command=$HOME/.local/bin/portlore

# Folders that are empty now, up to one's home.
remove_empty() {
    empty=$1
    while [ "$empty" != "$HOME" ] && rmdir "$empty" 2>/dev/null; do empty=$(dirname "$empty"); done
}

if [ "${1:-}" = --uninstall ]; then
    rm -rf "$plugins/portlore.so" "$configuration/profiles/Port Lore" "$manual/man1/portlore.1" "$manual/man7/portlore.7" \
        "$library" "$command"
    for emptied in "$plugins" "$configuration/profiles" "$manual/man1" "$manual/man7" "$(dirname "$library")" "$(dirname "$command")"; do
        remove_empty "$emptied"
    done
    echo "Port Lore is removed."
    exit
fi

version=$("$program" --version 2>/dev/null | sed -n '1s/.* \([0-9]*\.[0-9]*\)\.[0-9].*/\1/p')
[ "$version" = "$series" ] ||
    fail "this package is for Wireshark $series, and $program is ${version:-of an unknown version}. Get Port Lore's package for ${version:-that version}, or build it (README.md)."

# Wireshark warns of a second portlore.so at each start, and does not start with one of another name.
others() {
    for plugin in "$(folder "Global Plugins")"/epan/*.so "$plugins"/*.so; do
        [ "$plugin" = "$plugins/portlore.so" ] || ! grep -qF portlore.verdict "$plugin" 2>/dev/null || echo "$plugin"
    done
}
other=$(others)
[ -z "$other" ] ||
    fail "another Port Lore is installed, and Wireshark does not bear two. Remove it first (the .deb: sudo apt purge portlore): $other"

mkdir -p "$plugins" "$configuration/profiles" "$manual/man1" "$manual/man7" "$(dirname "$library")" "$(dirname "$command")"
# install(1) puts a new file in the old one's place: a Wireshark that runs keeps the old one.
install -m 644 "$here/portlore.so" "$plugins/portlore.so"
rm -rf "$configuration/profiles/Port Lore"
cp -R "$here/Port Lore" "$configuration/profiles/"
install -m 644 "$here/portlore.1" "$manual/man1/portlore.1"
install -m 644 "$here/portlore.7" "$manual/man7/portlore.7"
rm -rf "$library"
mkdir "$library"
cp -R "$here/tools" "$here/data" "$here/VERSION" "$library/"
ln -sf "$library/tools/portlore" "$command"
echo "Port Lore @PROJECT_VERSION@ is installed: $plugins/portlore.so"
case :$PATH: in
    *:"$(dirname "$command")":*) echo "Its tools: portlore --help; its manual: man portlore" ;;
    *) echo "Its tools: $command --help; its manual: man $manual/man1/portlore.1 (without the folders, once $(dirname "$command") is in PATH)" ;;
esac
echo "Try: tshark -r CAPTURE -V -O portlore; or start wireshark -C \"Port Lore\""
