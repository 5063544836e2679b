"""What the Python tools do alike. Each is run by python3 -B: nothing is to be left behind where they are installed."""
import os
import pathlib
import subprocess
import sys

TOOLS = pathlib.Path(__file__).resolve().parent
CALLED = os.environ.get("PORTLORE_CALLED", "tools/")  # before a tool's name: `portlore ` where Port Lore is installed


def usage(doc):
    """The words at the head of a tool."""
    return doc.strip().replace("tools/", CALLED)


def short_usage(doc):
    """The lines of usage alone, as argparse has them."""
    return usage(doc).split("\n\n")[1].removeprefix("usage: ")


def wrong_usage(doc):
    print(usage(doc), file=sys.stderr)
    sys.exit(2)


def set_up(preset):
    """Install and build what is missing; why that fails is said there."""
    if subprocess.run([TOOLS / "setup", preset], check=False).returncode:
        sys.exit(1)


def built(program):
    """A program that is built: beside the tools where they are installed."""
    installed = TOOLS / program
    return installed if installed.exists() else TOOLS.parent / "build" / "release" / "tools" / program


def run(main, doc):
    """Run a tool: explain it if that is asked for, and end without a word where nobody reads on."""
    try:
        try:
            if sys.argv[1:2] in (["-h"], ["--help"]):
                print(usage(doc))
            else:
                main()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or else Python flushes again, and complains
        sys.exit(141)  # as a shell calls the end by SIGPIPE
