"""What every version of Wireshark tags on the capture `tour`: tour.json has the different tags, and which of them each
frame has."""
import json
import pathlib

from conftest import ROOT, layers_of

CAPTURE = ROOT / "pcaps" / "tour.pcap"
COMMAND = ("-r", CAPTURE, "-2", "-T", "json", "-J", "portlore", "-o", "portlore.detail:brief")
EXPECTED = pathlib.Path(__file__).with_name("tour.json")


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


def tags_of(output):
    """The tag of each frame in tshark's JSON, None without one."""
    return [as_before_4_4(layers.get("portlore")) for layers in layers_of(output)]


def write(output):
    frames = tags_of(output)
    tags = [tag for number, tag in enumerate(frames) if tag not in frames[:number]]
    places = [tags.index(tag) for tag in frames]
    EXPECTED.write_text(json.dumps({"frames": places, "tags": tags}, indent=1) + "\n", encoding="utf-8")


def check(output):
    """Fails on the first frame that is tagged otherwise."""
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for number, (found, place) in enumerate(zip(tags_of(output), expected["frames"], strict=True), 1):
        assert found == expected["tags"][place], f"frame {number}"
