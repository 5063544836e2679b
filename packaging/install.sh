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

case ${1:-} in
    "" | --uninstall) ;;
    *)
        sed -n 's/^# \{0,1\}//; 2,6p' "$0" >&2
        exit 2
        ;;
esac
[ "$(id -u)" -ne 0 ] ||
    fail "Wireshark loads no personal plugins for root. Run this as the user who runs Wireshark, or install the .deb."

program=$(command -v tshark || command -v wireshark) ||
    fail "neither tshark nor wireshark is installed. Install Wireshark $series first."
folder() { "$program" -G folders 2>/dev/null | sed -n "s/^$1:[[:space:]]*//p" | head -n 1; }
plugins=$(folder "Personal Plugins")/epan
configuration=$(folder "Personal configuration")
manual=${XDG_DATA_HOME:-$HOME/.local/share}/man/man7

# Folders that are empty now, up to one's home.
remove_empty() {
    empty=$1
    while [ "$empty" != "$HOME" ] && rmdir "$empty" 2>/dev/null; do empty=$(dirname "$empty"); done
}

if [ "${1:-}" = --uninstall ]; then
    rm -rf "$plugins/portlore.so" "$configuration/profiles/Port Lore" "$manual/portlore.7"
    for emptied in "$plugins" "$configuration/profiles" "$manual"; do remove_empty "$emptied"; done
    echo "Port Lore is removed."
    exit
fi

version=$("$program" --version 2>/dev/null | sed -n '1s/.* \([0-9]*\.[0-9]*\)\.[0-9].*/\1/p')
[ "$version" = "$series" ] ||
    fail "this package is for Wireshark $series, and $program is ${version:-of an unknown version}. Get Port Lore's package for ${version:-that version}, or build it (README.md)."
mkdir -p "$plugins" "$configuration/profiles" "$manual"
# install(1) puts a new file in the old one's place: a Wireshark that runs keeps the old one.
install -m 644 "$here/portlore.so" "$plugins/portlore.so"
rm -rf "$configuration/profiles/Port Lore"
cp -R "$here/Port Lore" "$configuration/profiles/"
install -m 644 "$here/portlore.7" "$manual/portlore.7"
echo "Port Lore @PROJECT_VERSION@ is installed: $plugins/portlore.so"
echo "Try: tshark -r CAPTURE -V -O portlore; or start wireshark -C \"Port Lore\""
