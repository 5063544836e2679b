"""The tour of every verdict is tagged the same by every version of Wireshark, as tour.json has it.

To write that anew: PORTLORE_WRITE_TOUR=1.
"""
import os

import tour

VERDICTS = {"Consistent", "Known tenant", "Other service", "Unidentified listener", "Payload not seen", "Silent listener",
            "Port overlap", "Fixed source port", "Probe", "Refused"}


def test_the_tour_is_tagged_as_in_every_version(tshark):
    found = tshark(*tour.COMMAND)
    if "PORTLORE_WRITE_TOUR" in os.environ:
        tour.write(found)
    tour.check(found)


def test_the_tour_passes_every_verdict(tshark):
    rows = tshark.values(tour.CAPTURE, "portlore.verdict", options=("-2",))
    assert {verdict for (verdicts,) in rows for verdict in verdicts} == VERDICTS
