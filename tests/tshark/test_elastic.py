"""tools/to-elastic and data/elastic: what OpenSearch and Elasticsearch are sent, against what they document that they take.

The rules of the bulk API, of index names and of the field types are those of
https://www.elastic.co/guide/en/elasticsearch/reference/8.17/docs-bulk.html, mapping-types.html and indices-create-index.html,
and of https://docs.opensearch.org/latest/api-reference/document-apis/bulk/ and .../mappings/supported-field-types/.
"""
import collections
import ipaddress
import json
import re
import shutil

import pytest
import test_sweep
from conftest import PCAPS, ROOT, run
from scapy.all import IP, TCP, Ether, wrpcap

pytestmark = pytest.mark.usefixtures("release_build")
TEMPLATE = ROOT / "data" / "elastic" / "template.json"
MAPPING = json.loads(TEMPLATE.read_text())["template"]["mappings"]
QUERIES = sorted(set(TEMPLATE.parent.glob("*.json")) - {TEMPLATE})
MOST_TERM = 32766


def is_whole_number(value, bits):
    return re.fullmatch(r"-?\d+", str(value)) and not isinstance(value, bool) and -(1 << bits - 1) <= int(value) < 1 << bits - 1


def is_address(value):
    try:
        return bool(ipaddress.ip_address(value))
    except ValueError:
        return False


def is_date(value):
    """In milliseconds since 1970 or, as strict_date_optional_time has it, in ISO 8601 with up to nine digits of the second."""
    return is_whole_number(value, 64) or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z", str(value))


# Numbers and dates may be written as texts.
FITS = {
    "integer": lambda value: is_whole_number(value, 32),
    "long": lambda value: is_whole_number(value, 64),
    "boolean": lambda value: value in (True, False, "true", "false", ""),
    "ip": lambda value: isinstance(value, str) and is_address(value),
    "double": lambda value: isinstance(value, float),
    "date": is_date,
    "keyword": lambda value: isinstance(value, (str, bool, int)) and len(str(value).encode()) <= MOST_TERM,
}


def without_doubles(pairs):
    """An object of JSON; both engines refuse one that has a key twice."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)


def check_value(value, mapping, name):
    """A value, or each of several, must fit its field; what the mapping does not know could not be searched."""
    for each in value if isinstance(value, list) else [value]:
        if "properties" in mapping:
            for key, inner in each.items():
                assert key in mapping["properties"], f"{name}.{key} is not mapped"
                check_value(inner, mapping["properties"][key], f"{name}.{key}")
        else:
            assert FITS[mapping["type"]](each), f"{name}: {each!r} is no {mapping['type']}"


def check_bulk(text):
    """The documents of a request of the bulk API, by index and identity; each line must be as it is documented."""
    assert text.endswith("\n") and "\r" not in text
    lines = [json.loads(line, object_pairs_hook=without_doubles) for line in text[:-1].split("\n")]
    assert len(lines) % 2 == 0
    found = {}
    for action, document in zip(lines[::2], lines[1::2]):
        assert set(action) == {"index"} and set(action["index"]) == {"_index", "_id"}  # no _type: gone since Elasticsearch 8
        index, identity = action["index"]["_index"], action["index"]["_id"]
        assert re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,254}", index) and 0 < len(identity.encode()) <= 512
        assert index.startswith("portlore-")  # the template's pattern
        check_value(document, MAPPING, index)
        assert (index, identity) not in found
        found[index, identity] = document
    return found


def to_elastic(home, *folders):
    done = run([str(ROOT / "tools" / "to-elastic"), *map(str, folders)], home)
    assert done.returncode == 0, done.stderr
    return done.stdout


def sweep(home, *arguments):
    """The folder of a sweep."""
    done = test_sweep.sweep(home, *arguments)
    assert done.returncode == 0, done.stderr
    return home / "sweep"


@pytest.fixture(scope="module")
def swept(tmp_path_factory, release_build):
    return sweep(tmp_path_factory.mktemp("elastic"), "--packets", "portlore", *PCAPS)


def test_the_template_is_what_the_plugin_registers(tmp_path):
    made = run([str(ROOT / "tools" / "update-elastic"), "--print"], tmp_path)
    assert made.stdout == TEMPLATE.read_text(), "run tools/update-elastic"


def test_all_that_is_found_is_sent_as_documented(swept, tmp_path):
    documents = check_bulk(to_elastic(tmp_path, swept))
    sent = collections.Counter(index for index, _ in documents)
    assert sent == {"portlore-rows": len((swept / "rows.ndjson").read_text().splitlines()),
                    "portlore-packets": len((swept / "packets.ndjson").read_text().splitlines())}
    verdicts = {document["layers"]["portlore"]["portlore_portlore_verdict"]
                for (index, _), document in documents.items() if index == "portlore-packets"}
    assert {"Other service", "Unidentified listener", "Pending"} <= verdicts


@pytest.mark.parametrize("display_filter", ["portlore", "tcp.dstport in {3302} && portlore.role == \"Listener\""])
def test_each_packet_that_the_filter_finds_is_there(tmp_path, display_filter):
    capture = str(ROOT / "pcaps" / "ssh-3302.pcap")
    found = run([str(ROOT / "tools" / "tshark"), "-r", capture, "-Y", display_filter, "-T", "fields", "-e", "frame.number"], tmp_path)
    packets = (sweep(tmp_path, "--packets", display_filter, capture) / "packets.ndjson").read_text().splitlines()
    assert [json.loads(packet)["layers"]["frame"]["frame_frame_number"] for packet in packets] == found.stdout.split() != []


def test_what_is_sent_again_takes_the_place_of_what_was_there(swept, tmp_path):
    again = sweep(tmp_path, "--packets", "portlore", *PCAPS[:3])
    assert set(check_bulk(to_elastic(tmp_path, again))) < set(check_bulk(to_elastic(tmp_path, swept)))


def test_captures_of_the_same_name_on_other_machines_stay_apart(swept, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(swept, elsewhere, ignore=shutil.ignore_patterns("results"))
    for path in elsewhere.glob("*.ndjson"):
        path.write_text(re.sub(r'"controller": "[^"]*"', '"controller": "sensor"', path.read_text()))
    both = check_bulk(to_elastic(tmp_path, swept, elsewhere))
    assert len(both) == 2 * len(check_bulk(to_elastic(tmp_path, swept)))


@pytest.mark.parametrize("layers, field, values", [
    # tshark 4.0 writes this one's key twice, one behind the other's fields
    (IP() / TCP(sport=3256, dport=3201), "portlore.portlore_portlore_port", ["3256", "3201"]),
    (IP() / IP(dst="10.0.0.2") / TCP(sport=45000, dport=3201), "ip.ip_ip_dst", ["127.0.0.1", "10.0.0.2"]),
], ids=["two documented ports", "a tunnel"])
def test_what_occurs_twice_in_a_packet_becomes_a_list(tmp_path, layers, field, values):
    wrpcap(str(tmp_path / "twice.pcap"), [Ether() / layers])
    sent = check_bulk(to_elastic(tmp_path, sweep(tmp_path, "--packets", "portlore", tmp_path / "twice.pcap")))
    (packet,) = [document for (index, _), document in sent.items() if index == "portlore-packets"]
    layer, _, name = field.partition(".")
    found = packet["layers"][layer]
    assert (found[name] if isinstance(found, dict) else [each[name] for each in found]) == values


def test_a_row_without_an_address_is_sent_without(swept, tmp_path):
    row = {**json.loads((swept / "rows.ndjson").read_text().splitlines()[0]), "address": ""}
    (tmp_path / "rows.ndjson").write_text(json.dumps(row) + "\n")
    (sent,) = check_bulk(to_elastic(tmp_path, tmp_path)).values()
    assert "address" not in sent and sent["port"] == row["port"]


def fields_in(query):
    """Each field that a query names."""
    if isinstance(query, list):
        for each in query:
            yield from fields_in(each)
    elif isinstance(query, dict):
        for key, value in query.items():
            if key == "term":
                yield from value
            elif key == "field":
                yield value
            else:
                yield from fields_in(value)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_queries_ask_for_what_is_mapped(path):
    found = list(fields_in(json.loads(path.read_text())))
    assert found
    for field in found:
        mapping = MAPPING
        for part in field.split("."):
            mapping = mapping["properties"][part]
        assert mapping["type"] in FITS


def test_a_folder_without_a_sweep_is_said(tmp_path):
    done = run([str(ROOT / "tools" / "to-elastic"), str(tmp_path)], tmp_path)
    assert done.returncode == 1
    assert "rows.ndjson: No such file or directory; tools/sweep makes it" in done.stderr
