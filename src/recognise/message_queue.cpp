// MQTT (OASIS 3.1.1, 5.0), AMQP (0-9-1, 1.0), STOMP 1.2, NATS, Kafka, Gearman, CoAP (RFC 7252), OpenWire
// ("OpenWire Version 2 Specification"), ZMTP 2.0 and 3.0 (RFC 15, RFC 23 of ZeroMQ).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "recognise/families.h"

namespace portlore {

namespace {

/** Where the variable header begins, after a remaining length that fits; 0 if it doesn't. */
std::size_t mqtt_body(const Payload& p) {
    std::int64_t remaining = 0;
    for (std::size_t i = 1; i <= 4; ++i) {
        const int byte = p.u8(i);
        if (byte < 0) return 0;
        remaining |= std::int64_t{byte & 0x7f} << (7 * (i - 1));
        if ((byte & 0x80) == 0) return static_cast<std::int64_t>(i) + 1 + remaining <= p.length() ? i + 1 : 0;
    }
    return 0;
}

constexpr int kMqttConnect = 0x10;
constexpr int kMqttSubscribe = 0x82;

bool mqtt_connect(const Payload& p) {
    if (p.u8(0) != kMqttConnect) return false;
    const std::size_t body = mqtt_body(p);
    if (body == 0) return false;
    return (p.has({"\0\4MQTT", 6}, body) && p.u8(body + 6) >= 4 && p.u8(body + 6) <= 5) ||
           (p.has({"\0\6MQIsdp", 8}, body) && p.u8(body + 8) == 3);
}

/** SUBSCRIBE and PUBLISH of a session whose beginning is not in the capture: a topic's length and name. */
bool mqtt_topic(const Payload& p) {
    const bool subscribes = p.u8(0) == kMqttSubscribe;
    if (!subscribes && p.u8(0) != 0x30) return false;
    const std::size_t body = mqtt_body(p);
    if (body == 0) return false;
    const std::size_t at = subscribes ? body + 2 : body;
    const std::int64_t length = p.be16(at);
    if (length < 4 || length > 512 || static_cast<std::int64_t>(at) + 2 + length > p.length()) return false;
    const auto size = static_cast<std::size_t>(length);
    const bool slash = p.find('/', at + 2) < at + 2 + size;
    return slash && p.printable(at + 2, size) &&
           (!subscribes || (p.u8(at + 2 + size) >= 0 && p.u8(at + 2 + size) <= 2));
}

/** Only clients connect and subscribe (MQTT 3.1.1, table 2.1); both sides publish. */
Speaker mqtt_speaker(const Payload& p) {
    return p.u8(0) == kMqttConnect || p.u8(0) == kMqttSubscribe ? Speaker::Client : Speaker::Unknown;
}

bool amqp(const Payload& p) {
    if (!p.has("AMQP")) return false;
    // Protocol id (0 AMQP, 1 or 2 TLS, 3 SASL), then a version; 0-8 to 0-10 write 1, 1 and the version.
    const std::int64_t version = p.be32(4);
    return version == 0x00000901 || version == 0x00010000 || version == 0x02010000 || version == 0x03010000 ||
           (version >> 16) == 0x0101;
}

/** A method frame of 0-9-1 on channel 0: connection.start. */
bool amqp_start(const Payload& p) {
    return p.u8(0) == 1 && p.be16(1) == 0 && p.be32(3) + 8 <= p.length() && p.be16(7) == 10 &&
           p.be16(9) == 10;
}

/** A frame of 0-9-1 in a session: a method of a class that has a number, a header or a body, or a heartbeat;
 * its length to the end mark. */
bool amqp_frame(const Payload& p) {
    constexpr int kEnd = 0xce;
    constexpr std::int64_t kLongest = 0x20000;
    const int type = p.u8(0);
    if (type != 1 && type != 2 && type != 8) return false;
    const std::int64_t length = p.be32(3);
    if (length > kLongest || p.u8(static_cast<std::size_t>(length) + 7) != kEnd) return false;
    if (type == 8) return length == 0 && p.be16(1) == 0 && p.length() == 8;
    const std::int64_t number = p.be16(7);
    const bool is_class = (number % 10 == 0 && number >= 10 && number <= 90) || number == 85;
    return is_class && length >= 4 &&
           (type == 2 ? p.be16(9) == 0 && p.be16(1) > 0 : p.be16(9) >= 10 && p.be16(9) <= 120);
}

/** A frame of 1.0: a length, its header of two words, a type, and a performative of the transport or of SASL.
 */
bool amqp_1_frame(const Payload& p) {
    constexpr int kDescribed = 0x53;
    if (p.u8(0) != 0) return false;
    const int code = p.u8(10);
    const bool performative = p.u8(5) == 0 ? code >= 0x10 && code <= 0x18 : code >= 0x40 && code <= 0x44;
    const int list = p.u8(11);
    return p.u8(4) == 2 && p.u8(5) <= 1 && p.u8(8) == 0 && p.u8(9) == kDescribed && performative &&
           (list == 0xc0 || list == 0xd0 || list == 0x45) && p.be32(0) >= 12 && p.be32(0) <= 0xffffff;
}

bool amqp_underway(const Payload& p) { return amqp_frame(p) || amqp_1_frame(p); }

/** Methods that only a client or only a server sends (0-9-1, 1.3, by class and number); all else goes both
 * ways, or is not looked into. */
Speaker amqp_speaker(const Payload& p) {
    constexpr std::int64_t kConnection = 10;
    if (p.has("AMQP")) return Speaker::Unknown;
    if (p.u8(0) != 1 || p.be16(7) != kConnection) return Speaker::Unknown;
    switch (p.be16(9)) {
        case 11:  // start-ok
        case 21:  // secure-ok
        case 31:  // tune-ok
        case 40:  // open
            return Speaker::Client;
        case 10:
        case 20:
        case 30:
        case 41:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

bool stomp_client(const Payload& p) {
    const bool connects =
        p.has("CONNECT\n") || p.has("STOMP\n") || p.has("CONNECT\r\n") || p.has("STOMP\r\n");
    if (!connects) return false;
    const std::string_view text = p.text().substr(0, 512);
    return text.find("\naccept-version:") != std::string_view::npos ||
           text.find("\nlogin:") != std::string_view::npos ||
           text.find("\nhost:") != std::string_view::npos || text.find("\n\n") != std::string_view::npos;
}

/** A request: length, a known API and version, a correlation, and the client's name, all within the length.
 */
bool kafka_request(const Payload& p) {
    constexpr std::int64_t kLastApi = 92;
    constexpr std::int64_t kLongest = 100000000;
    if (p.u8(0) > kLongest >> 24) return false;
    const std::int64_t name = p.be16(12);
    if (p.be32(0) + 4 < p.length() || p.be32(0) > kLongest || p.be32(0) < 10) return false;
    if (p.be16(4) < 0 || p.be16(4) > kLastApi || p.be16(6) > 17) return false;
    if (p.be32(8) > 0x00ffffff || name < 1 || name > 255 || name + 10 > p.be32(0)) return false;
    return p.printable(14, static_cast<std::size_t>(name));
}

bool gearman(const Payload& p, std::string_view magic) {
    constexpr std::int64_t kLastType = 42;
    return p.has(magic) && p.be32(4) >= 1 && p.be32(4) <= kLastType && p.be32(8) >= 0 &&
           p.be32(8) <= 0x7fffffff;
}

/** An option of IANA's CoRE registry, and how long its value may be, in bytes. */
struct CoapOption {
    int number;
    int longest;
};
constexpr std::array kCoapOptions{
    CoapOption{1, 8},    CoapOption{3, 255},  CoapOption{4, 8},     CoapOption{5, 0},    CoapOption{6, 3},
    CoapOption{7, 2},    CoapOption{8, 255},  CoapOption{9, 255},   CoapOption{11, 255}, CoapOption{12, 2},
    CoapOption{13, 255}, CoapOption{14, 4},   CoapOption{15, 255},  CoapOption{16, 1},   CoapOption{17, 2},
    CoapOption{19, 3},   CoapOption{20, 255}, CoapOption{21, 0},    CoapOption{23, 3},   CoapOption{27, 3},
    CoapOption{28, 4},   CoapOption{31, 3},   CoapOption{35, 1034}, CoapOption{39, 255}, CoapOption{47, 255},
    CoapOption{51, 255}, CoapOption{60, 4},   CoapOption{252, 40},  CoapOption{258, 1},  CoapOption{276, 255},
    CoapOption{292, 8}};

bool is_coap_option(int number, int length) {
    return std::any_of(kCoapOptions.begin(), kCoapOptions.end(), [&](const CoapOption& option) {
        return option.number == number && length <= option.longest;
    });
}

/** Reads a delta or length nibble with its extension; -1 where it is the reserved 15 or is cut. */
int coap_extended(const Payload& p, int nibble, std::size_t& at) {
    if (nibble < 13) return nibble;
    if (nibble == 13) {
        const int more = p.u8(at++);
        return more < 0 ? -1 : more + 13;
    }
    const std::int64_t more = nibble == 14 ? p.be16(at) : -1;
    at += 2;
    return more < 0 ? -1 : static_cast<int>(more) + 269;
}

/** What the options of a message say of it. */
struct CoapOptions {
    bool well_formed = false;  ///< options that have a number, to the end or to a payload behind its marker
    bool any = false;
    bool addressed = false;    ///< a host or a path, as text
    bool typed = false;        ///< the payload's format
    bool has_payload = false;  ///< something behind the marker
};

CoapOptions coap_options(const Payload& p, std::size_t at) {
    constexpr int kUriHost = 3;
    constexpr int kUriPath = 11;
    constexpr int kContentFormat = 12;
    CoapOptions options;
    int number = 0;
    while (static_cast<std::int64_t>(at) < p.length()) {
        const int head = p.u8(at++);
        if (head < 0) return options;
        if (head == 0xff) {
            options.well_formed = options.has_payload = static_cast<std::int64_t>(at) < p.length();
            return options;
        }
        const int delta = coap_extended(p, head >> 4, at);
        const int length = coap_extended(p, head & 0x0f, at);
        if (delta < 0 || length < 0) return options;
        number += delta;
        if (!is_coap_option(number, length)) return options;
        const bool is_address = (number == kUriHost || number == kUriPath) && length > 0;
        if (is_address && !p.printable(at, static_cast<std::size_t>(length))) return options;
        options.any = true;
        options.addressed |= is_address;
        options.typed |= number == kContentFormat;
        at += static_cast<std::size_t>(length);
    }
    options.well_formed = static_cast<std::int64_t>(at) == p.length();
    return options;
}

/** Version 1, a token of at most 8 bytes: where the options begin, or 0. */
std::size_t coap_header(const Payload& p) {
    const int token = p.u8(0) & 0x0f;
    return p.u8(0) >= 0x40 && p.u8(0) <= 0x7f && token <= 8 ? 4U + static_cast<std::size_t>(token) : 0;
}

/** A request to a host or path: confirmable or not, never an acknowledgement; GET and DELETE bring nothing
 * (RFC 7252, 5.8). */
bool coap_request(const Payload& p) {
    const std::size_t at = coap_header(p);
    if (at == 0 || (p.u8(0) & 0x20) != 0 || p.u8(1) < 1 || p.u8(1) > 7) return false;
    const CoapOptions options = coap_options(p, at);
    const bool brings_nothing = p.u8(1) == 1 || p.u8(1) == 4;
    const bool brings_something = p.u8(1) >= 5;
    return options.well_formed && options.addressed && !(brings_nothing && options.has_payload) &&
           (!brings_something || (options.has_payload && options.typed));
}

bool coap_response(const Payload& p) {
    const std::size_t at = coap_header(p);
    if (at == 0) return false;
    const int code = p.u8(1);
    const bool known = (code >= 65 && code <= 69) || code == 95 || (code >= 128 && code <= 143) ||
                       (code >= 160 && code <= 165);
    if (!known) return false;
    const CoapOptions options = coap_options(p, at);
    return options.well_formed && options.any;
}

/** The header of a request, as far as it is remembered. */
bool is_coap_asked(const Payload& p) {
    return coap_header(p) != 0 && (p.u8(0) & 0x20) == 0 && p.u8(1) >= 1 && p.u8(1) <= 7;
}

/** ZMTP's signature, and the version behind it if it is here already. */
bool zmtp(const Payload& p) {
    return p.u8(0) == 0xff && p.zeros(1, 7) && p.u8(9) == 0x7f && p.u8(8) <= 1 &&
           (!p.reaches(10) || (p.u8(10) >= 1 && p.u8(10) <= 3));
}

/** OpenWire's WireFormatInfo: a length, its type, and a magic prefix. */
bool openwire(const Payload& p) {
    return p.u8(0) == 0 && p.has({"\1ActiveMQ", 9}, 4) && p.be32(0) >= 14 && p.is_filled_to(p.be32(0) + 4);
}

/** Who answers was asked; but LwM2M's servers ask their clients, too, on the clients' ports. */
Speaker coap_speaker(const Payload& p) { return p.u8(1) < 0x40 ? Speaker::Unknown : Speaker::Server; }

constexpr Recogniser kRows[]{
    {.protocol = "mqtt",
     .transports = kTcp,
     .port = 1883,
     .client = [](const Payload& p) { return mqtt_connect(p) || mqtt_topic(p); },
     .server = [](const Payload& p) { return mqtt_topic(p); },
     .tells = mqtt_speaker},
    {.protocol = "amqp",
     .transports = kTcp,
     .port = 5672,
     .client = [](const Payload& p) { return amqp(p) || amqp_underway(p); },
     .server = [](const Payload& p) { return amqp(p) || amqp_start(p) || amqp_underway(p); },
     .tells = amqp_speaker},
    {.protocol = "stomp",
     .transports = kTcp,
     .port = 0,
     .client = stomp_client,
     .server =
         [](const Payload& p) {
             return p.has("CONNECTED\nversion:") || p.has("CONNECTED\nsession:") ||
                    p.has("CONNECTED\nserver:") || p.has("CONNECTED\nheart-beat:");
         }},
    {.protocol = "nats",
     .transports = kTcp,
     .port = 0,
     .client = [](const Payload& p) { return p.has("CONNECT {\""); },
     .server = [](const Payload& p) { return p.has("INFO {\""); }},
    {.protocol = "kafka", .transports = kTcp, .port = 9092, .client = kafka_request},
    {.protocol = "gearman",
     .transports = kTcp,
     .port = 4730,
     .client =
         [](const Payload& p) {
             return gearman(p, {"\0REQ", 4});
         },
     .server =
         [](const Payload& p) {
             return gearman(p, {"\0RES", 4});
         }},
    {.protocol = "coap",
     .transports = kUdp,
     .port = 5683,
     .client = coap_request,
     .asks = is_coap_asked,
     .answers = coap_response,
     .tells = coap_speaker},
    {.protocol = "zmtp", .transports = kTcp, .port = 0, .client = zmtp, .server = zmtp},
    {.protocol = "openwire", .transports = kTcp, .port = 0, .client = openwire, .server = openwire},
};

}  // namespace

std::span<const Recogniser> message_queue_recognisers() { return kRows; }

}  // namespace portlore
