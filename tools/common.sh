# shellcheck shell=bash
# What the shell tools do alike; sourced by each. Its words are `tools/NAME` in a source tree, `portlore NAME` where Port Lore is
# installed.
tools=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$tools")
is_source_tree() { [ -e "$root/CMakeLists.txt" ]; }

# The head of the tool that is run.
usage() { sed -n "2,/^[^#]/ { s,tools/,${PORTLORE_CALLED:-tools/},g; s/^# \{0,1\}//p; }" "$0"; }

wrong_usage() {
    usage >&2
    exit 2
}

# help_with "$@": explain the tool, if that is asked for.
help_with() {
    case ${1:-} in
        -h | --help)
            usage
            exit
            ;;
    esac
}

# no_options "$@": likewise, of a tool that has no options.
no_options() {
    help_with "$@"
    [[ ${1:-} != -?* ]] || wrong_usage
}
