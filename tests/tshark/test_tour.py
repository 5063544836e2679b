"""The tour of every verdict is tagged the same by every version of Wireshark.

tour.json holds the different tags, and which of them each frame has. To write it anew: PORTLORE_WRITE_TOUR=1.
"""
import json
import os
import pathlib

from conftest import ROOT

EXPECTED = pathlib.Path(__file__).with_name("tour.json")
VERDICTS = {"Consistent", "Known tenant", "Other service", "Unidentified listener", "Payload not seen", "Silent listener",
            "Port overlap", "Fixed source port", "Probe", "Refused"}


def as_before_4_4(tag):
    """4.4 brought dissectors for SAP: what was named `sapni` alone is decoded, and its pong is saprouter's, too."""
    if isinstance(tag, str):
        return tag.replace("sapni and saprouter", "sapni")
    if isinstance(tag, list):
        return [as_before_4_4(item) for item in tag]
    if not isinstance(tag, dict):
        return tag
    tag = {key: as_before_4_4(value) for key, value in tag.items()}
    if tag.get("portlore.observed") == ["sapni", "saprouter"]:
        tag.update({"portlore.observed": "sapni", "portlore.observed.frame": "32"})
    return tag


def test_the_tour_is_tagged_as_in_every_version(tshark):
    frames = tshark.layers(ROOT / "pcaps" / "tour.pcap", "-2", "-J", "portlore", "-o", "portlore.detail:brief")
    tags, places = [], []
    for layers in frames:
        tag = as_before_4_4(layers.get("portlore"))
        if tag not in tags:
            tags.append(tag)
        places.append(tags.index(tag))
    if "PORTLORE_WRITE_TOUR" in os.environ:
        EXPECTED.write_text(json.dumps({"frames": places, "tags": tags}, indent=1) + "\n", encoding="utf-8")
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for number, (found, place) in enumerate(zip(places, expected["frames"], strict=True), 1):
        assert tags[found] == expected["tags"][place], f"frame {number}"


def test_the_tour_passes_every_verdict(tshark):
    rows = tshark.values(ROOT / "pcaps" / "tour.pcap", "portlore.verdict", options=("-2",))
    assert {verdict for (verdicts,) in rows for verdict in verdicts} == VERDICTS
