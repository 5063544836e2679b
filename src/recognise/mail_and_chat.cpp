// Protocols of lines of text: SMTP (RFC 5321), POP3 (RFC 1939, 2449), IMAP (RFC 9051), NNTP (RFC 3977), FTP
// (RFC 959, 2228, 2389), IRC (RFC 2812), XMPP (RFC 6120), MSNP, OSCAR's FLAP, OICQ, Finger (RFC 1288), WHOIS
// (RFC 3912), Ident (RFC 1413), Gopher (RFC 1436), Telnet's kin excepted. ICQ 5 (over UDP), Gadu-Gadu, AOL's
// own, Sametime.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <initializer_list>

#include "recognise/families.h"

namespace portlore {

namespace {

/** Whether the payload begins with one of these commands, in any case, and a space or the line's end. */
bool commands(const Payload& payload, Words words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        if (!payload.has_word(word)) return false;
        const int next = payload.u8(word.size());
        return next == ' ' || next == '\r' || next == '\n';
    });
}

/** Whether the line says one of these words, in any case. */
bool mentions(const Payload& payload, Words words) {
    const std::size_t end = payload.line().size();
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        for (std::size_t at = 0; at + word.size() <= end; ++at) {
            if (payload.has_word(word, at)) return true;
        }
        return false;
    });
}

/** A reply of this code, the last line of it or not. */
bool replies(const Payload& payload, std::string_view code) {
    if (!payload.has(code)) return false;
    const int next = payload.u8(3);
    return next == ' ' || next == '-' || next == '\r';
}

bool replies_any(const Payload& payload, Words codes) {
    return std::any_of(codes.begin(), codes.end(),
                       [&](std::string_view code) { return replies(payload, code); });
}

/** A line that names an extension of those that most servers have. */
bool names_smtp_extension(const Payload& line) {
    return mentions(line, {"250-size", "250-pipelining", "250-8bitmime", "250-auth"});
}

bool smtp_server(const Payload& p) {
    if (replies(p, "220")) {
        return mentions(p, {"smtp", "postfix", "exim", "sendmail"}) && !mentions(p, {"ftp"});
    }
    if (replies(p, "250")) return names_smtp_extension(p) || names_smtp_extension(p.from(p.find('\n') + 1));
    return p.has("354 ") && mentions(p, {"end data", "mail input", "<crlf>"});
}

/** A reply of three digits, as SMTP's servers give it and others, too. */
bool is_reply(const Payload& p) {
    const auto is_digit = [&](std::size_t at) { return p.u8(at) >= '0' && p.u8(at) <= '9'; };
    return p.u8(0) >= '2' && p.u8(0) <= '5' && is_digit(1) && is_digit(2) &&
           (p.u8(3) == ' ' || p.u8(3) == '-' || p.u8(3) == '\r');
}

bool smtp_client(const Payload& p) {
    return p.has_word("EHLO ") || p.has_word("HELO ") || p.has_word("MAIL FROM:") || p.has_word("RCPT TO:");
}

/** APOP's time stamp: `<process-ID.clock@hostname>`. */
bool has_time_stamp(const Payload& p) {
    const std::string_view line = p.line();
    const std::size_t open = line.find('<');
    return open != std::string_view::npos && line.find('@', open) != std::string_view::npos &&
           line.ends_with('>');
}

bool pop_server(const Payload& p) {
    return p.has("+OK") && (mentions(p, {"pop3", "pop server", "popper", "dovecot"}) || has_time_stamp(p));
}

/** An IMAP command: a tag of RFC 9051's letters and digits, then a word. */
bool imap_command(const Payload& p, Words words) {
    const auto is_tags = [](int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
               c == '_';
    };
    if (!is_tags(p.u8(0))) return false;
    const std::string_view line = p.text().substr(0, 21);
    const std::size_t tag = line.find(' ');
    if (tag == std::string_view::npos) return false;
    const bool is_tag = std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(tag), is_tags);
    return is_tag && commands(p.from(tag + 1), words);
}

/** LOGIN has a name and a password; what looks like it is others' AUTH LOGIN, or a reply. */
bool imap_login(const Payload& p) {
    if (!imap_command(p, {"LOGIN"})) return false;
    const std::string_view line = p.line();
    return std::count(line.begin(), line.end(), ' ') >= 3 && !is_reply(p);
}

bool imap_client(const Payload& p) {
    return imap_login(p) || imap_command(p, {"CAPABILITY", "STARTTLS", "AUTHENTICATE", "SELECT", "EXAMINE",
                                             "LSUB", "NAMESPACE"});
}

bool imap_server(const Payload& p) {
    return (p.has("* OK") || p.has("* PREAUTH") || p.has("* BYE")) && mentions(p, {"imap"});
}

bool nntp_client(const Payload& p) {
    return p.has_word("MODE READER") || p.has_word("AUTHINFO ") || p.has_word("XOVER ") ||
           p.has_word("XHDR ") || p.has_word("TAKETHIS <") || p.has_word("IHAVE <") ||
           p.has_word("CAPABILITIES\r\n") || p.has_word("MODE STREAM") || p.has_word("NEWGROUPS ");
}

bool nntp_server(const Payload& p) {
    return replies_any(p, {"200", "201"}) && mentions(p, {"nntp", "internetnews", "news server", "inn "});
}

bool ftp_greeting(const Payload& p) { return replies_any(p, {"220", "120"}); }

bool ftp_server(const Payload& p) {
    if (ftp_greeting(p)) return mentions(p, {"ftp", "filezilla"}) && !mentions(p, {"smtp"});
    return (replies(p, "331") && mentions(p, {"password", "e-mail", "email"})) ||
           (replies(p, "230") && mentions(p, {"logged in", "login", "logged on"})) ||
           p.has("227 Entering Passive Mode") || p.has("229 Entering Extended Passive Mode") ||
           (replies(p, "257") && p.u8(4) == '"') || p.has("226 Transfer complete");
}

/** `PORT h1,h2,h3,h4,p1,p2`. */
bool ftp_port_command(const Payload& p) {
    if (!p.has_word("PORT ")) return false;
    const std::string_view line = p.line();
    return std::count(line.begin(), line.end(), ',') == 5;
}

/** A command that no other protocol of this family has. */
bool ftp_client(const Payload& p) {
    return commands(p, {"FEAT", "PASV", "EPSV", "SYST", "CWD", "PBSZ", "PROT", "MKD", "ADAT"}) ||
           p.has_word("TYPE I\r") || p.has_word("TYPE A\r") || p.has_word("AUTH TLS\r") ||
           p.has_word("AUTH SSL\r") || p.has_word("AUTH GSSAPI\r") || p.has_word("EPRT |") ||
           ftp_port_command(p);
}

/** `USER name mode unused :real name`, where FTP and POP3 have one argument. */
bool irc_user(const Payload& p) {
    if (!p.has("USER ")) return false;
    const std::string_view line = p.line();
    return std::count(line.begin(), line.end(), ' ') >= 4;
}

bool irc_client(const Payload& p) {
    if (irc_user(p) || p.has("CAP LS") || p.has("CAP REQ") || p.has("JOIN #") || p.has("PRIVMSG "))
        return true;
    if (!p.has("NICK ") && !p.has("PASS ")) return false;
    const Payload next = p.from(p.find('\n') + 1);
    return next.has("USER ") || next.has("NICK ");
}

/** A server's line: `:origin COMMAND ...` or `:origin 001 ...`. */
bool irc_server(const Payload& p) {
    if (p.has("NOTICE AUTH :") || p.has("NOTICE * :") || p.has("ERROR :Closing Link")) return true;
    if (!p.has(":")) return false;
    const std::string_view line = p.line();
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || space < 2) return false;
    const Payload command = p.from(space + 1);
    const auto is_digit = [&](std::size_t at) { return command.u8(at) >= '0' && command.u8(at) <= '9'; };
    const bool is_numeric = is_digit(0) && is_digit(1) && is_digit(2) && command.u8(3) == ' ';
    return is_numeric || commands(command, {"NOTICE", "PRIVMSG", "JOIN", "MODE", "PING", "PONG", "PART",
                                            "QUIT", "NICK", "TOPIC", "KICK", "CAP"});
}

/** A nickname alone, or a registration that waits for the server's answer. */
bool irc_nick(const Payload& p) { return commands(p, {"NICK", "PASS", "PING", "PONG", "USER"}); }

/** XML that names one of its namespaces. */
bool names_xmpp(const Payload& p) {
    if (p.u8(0) != '<') return false;
    const std::string_view text = p.text().substr(0, 512);
    return text.find("<stream:stream") != std::string_view::npos ||
           text.find("urn:ietf:params:xml:ns:xmpp-") != std::string_view::npos ||
           text.find("'jabber:") != std::string_view::npos ||
           text.find("\"jabber:") != std::string_view::npos ||
           text.find("urn:xmpp:") != std::string_view::npos;
}

/** In a session: a stanza with an attribute that it has (RFC 6120, 8.1), or the stream's end. */
bool xmpp_stanza(const Payload& p) {
    if (p.u8(0) != '<') return false;
    const std::string_view text = p.text().substr(0, 512);
    const std::string_view tag = text.substr(0, text.find('>'));
    const auto names = [&](std::string_view attribute) {
        return tag.find(attribute) != std::string_view::npos;
    };
    if (p.has("<iq ")) return names(" type=") && names(" id=");
    if (p.has("<message ")) return (names(" to=") || names(" from=")) && (names(" type=") || names(" id="));
    return p.has("<presence/>") || p.has("</stream:stream>") || p.has("<presence><") ||
           (p.has("<presence ") && (names(" to=") || names(" from=") || names(" id=")));
}

bool xmpp(const Payload& p) { return names_xmpp(p) || xmpp_stanza(p); }

/** OICQ, as Wireshark's wiki shows it: a version, a command that has a number, a user's, and the end mark. */
bool oicq(const Payload& p) {
    constexpr std::array kCommands{0x01, 0x02, 0x04, 0x05, 0x06, 0x09, 0x0a, 0x0b, 0x0d, 0x0e, 0x12,
                                   0x16, 0x17, 0x18, 0x1a, 0x1c, 0x1d, 0x22, 0x26, 0x27, 0x29, 0x30,
                                   0x3c, 0x3d, 0x3e, 0x58, 0x5c, 0x62, 0x65, 0x67, 0x80, 0x81, 0xb5};
    constexpr std::int64_t kFirstUser = 10000;
    if (p.u8(0) != 2) return false;
    const std::int64_t version = p.be16(1);
    return version >= 0x0100 && version <= 0x4fff && p.length() >= 12 && p.length() <= 1500 &&
           std::find(kCommands.begin(), kCommands.end(), p.be16(3)) != kCommands.end() &&
           p.be32(7) >= kFirstUser && p.u8(static_cast<std::size_t>(p.length()) - 1) == 3;
}

/** OSCAR's FLAP: a star, the sign-on channel, and the version it begins with. */
bool oscar(const Payload& p) {
    return p.u8(0) == '*' && p.u8(1) == 1 && p.be16(4) >= 4 && p.be16(4) + 6 == p.length() && p.be32(6) == 1;
}

/** One line, with its end, that is no longer than a name or an address. */
bool is_one_line(const Payload& p) {
    constexpr std::int64_t kLongest = 128;
    if (!p.printable(0, 1) && p.u8(0) != '\r' && p.u8(0) != '\n') return false;
    const std::string_view line = p.line();
    return p.length() >= 2 && p.length() <= kLongest &&
           p.u8(static_cast<std::size_t>(p.length()) - 1) == '\n' &&
           line.size() + 1 <= static_cast<std::size_t>(p.length()) &&
           line.size() + 2 >= static_cast<std::size_t>(p.length()) &&
           (line.empty() || p.printable(0, line.size()));
}

/** Who is logged in, as finger's daemons list it. */
bool finger_answer(const Payload& p) {
    return p.has("Login: ") || p.has("Login name: ") || (p.has("Login ") && p.line_contains("Name")) ||
           p.has("No one logged on") || (p.has("finger: ") && p.line_contains("no such user"));
}

/** How registries begin their answers. */
bool whois_answer(const Payload& p) {
    return begins(p, {"% IANA WHOIS", "% This is the", "% Copyright",
                      "Domain Name: ", "   Domain Name: ", "Domain: ", "domain: ", "No match for ",
                      "\n#\n# ARIN WHOIS", "NetRange: ", "inetnum: "}) ||
           (p.has("%") && p.line_contains("whois"));
}

/** Two ports of a connection (RFC 1413): where the second one ends, or 0. */
std::size_t ident_ports(const Payload& p) {
    std::size_t at = 0;
    const auto skip = [&](auto&& is_wanted) {
        const std::size_t begin = at;
        while (at < begin + 5 && p.reaches(at) && is_wanted(p.u8(at))) ++at;
        return at - begin;
    };
    const auto is_digit = [](int c) { return c >= '0' && c <= '9'; };
    const auto is_blank = [](int c) { return c == ' '; };
    if (skip(is_digit) == 0) return 0;
    skip(is_blank);
    if (p.u8(at++) != ',') return 0;
    skip(is_blank);
    return skip(is_digit) == 0 ? 0 : at;
}

bool ident_question(const Payload& p) {
    const std::size_t end = ident_ports(p);
    return end != 0 && is_one_line(p) && end == p.line().size();
}

bool ident_answer(const Payload& p) {
    const std::size_t end = ident_ports(p);
    return end != 0 && (p.line_contains(": USERID :") || p.line_contains(": ERROR :") ||
                        p.line_contains(":USERID:") || p.line_contains(":ERROR:"));
}

/** A menu's first line (RFC 1436): a type, a name, a selector, a host, a port. */
bool gopher_menu(const Payload& p) {
    constexpr std::string_view kTypes = "0123456789ghiIsT+";
    if (kTypes.find(static_cast<char>(p.u8(0))) == std::string_view::npos) return false;
    const std::string_view line = p.line();
    if (line.size() < 8) return false;
    const std::size_t tab = line.rfind('\t');
    const std::string_view port = tab == std::string_view::npos ? std::string_view() : line.substr(tab + 1);
    return std::count(line.begin(), line.end(), '\t') == 3 && !port.empty() && port.size() <= 5 &&
           std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/** Version 5: the client leaves four bytes zero before what it encrypts. */
bool icq_client(const Payload& p) {
    return p.u8(0) == 5 && p.u8(1) == 0 && p.be32(2) == 0 && p.be32(6) > 0 && p.length() >= 24;
}

/** The server does not encrypt: a zero, a session, a command that has a number. */
bool icq_server(const Payload& p) {
    constexpr std::int64_t kLastCommand = 0x0236;
    return p.u8(0) == 5 && p.u8(1) == 0 && p.u8(2) == 0 && p.be32(2) > 0 && p.le16(7) >= 10 &&
           p.le16(7) % 10 == 0 && p.le16(7) <= kLastCommand && p.length() >= 21;
}

/** The server's seed comes first, then a login of one of its kinds. */
bool gadu_gadu_welcome(const Payload& p) {
    return p.u8(0) == 1 && p.u8(1) == 0 && p.le32(0) == 1 && p.le32(4) == 4 && p.length() == 12;
}

bool gadu_gadu_login(const Payload& p) {
    const int type = p.u8(0);
    const bool known =
        type == 0x0c || type == 0x13 || type == 0x15 || type == 0x19 || type == 0x31 || type == 0x32;
    return known && p.u8(1) == 0 && p.be16(2) == 0 && p.le32(4) + 8 == p.length();
}

/** A frame's beginning, a length to the byte, two counters, a kind, and a frame's end. */
bool aol(const Payload& p) {
    constexpr int kFirstKind = 0x20;
    constexpr int kLastKind = 0x26;
    if (p.u8(0) != 'Z') return false;
    const int kind = p.u8(7) & 0x7f;
    return p.be16(3) + 6 == p.length() && p.length() >= 9 && p.u8(5) >= 0x10 && p.u8(5) < 0x80 &&
           p.u8(6) >= 0x10 && p.u8(6) < 0x80 && kind >= kFirstKind && kind <= kLastKind &&
           p.u8(static_cast<std::size_t>(p.length()) - 1) == '\r';
}

/** A handshake or its answer, with the protocol's major version. */
bool sametime(const Payload& p, std::int64_t message) {
    constexpr std::int64_t kMajor = 0x1e;
    return p.u8(0) == 0 && p.be32(0) + 4 == p.length() && p.be16(4) == message && p.be32(8) == 0 &&
           p.be16(12) == kMajor;
}

constexpr Recogniser kRows[]{
    {.protocol = "smtp",
     .transports = kTcp,
     .port = 25,
     .client = smtp_client,
     .server = smtp_server,
     .answers = is_reply},
    {.protocol = "imap",
     .transports = kTcp,
     .port = 143,
     .client = imap_client,
     .server = imap_server,
     .asks =
         [](const Payload& p) {
             return imap_command(p, {"ID", "NOOP", "LOGOUT", "LIST", "STATUS", "IDLE", "FETCH", "UID"});
         },
     .answers = [](const Payload& p) { return p.has("* "); }},
    {.protocol = "pop",
     .transports = kTcp,
     .port = 110,
     .client =
         [](const Payload& p) {
             return p.has_word("CAPA\r\n") || p.has_word("APOP ") || p.has_word("STLS\r\n") ||
                    p.has_word("UIDL\r\n");
         },
     .server = pop_server,
     .asks =
         [](const Payload& p) {
             return commands(p, {"USER", "PASS", "QUIT", "AUTH PLAIN", "AUTH LOGIN", "AUTH NTLM",
                                 "AUTH CRAM-MD5", "STAT", "LIST", "RETR", "TOP", "DELE", "UIDL"});
         },
     .answers = [](const Payload& p) { return p.has("+OK") || p.has("-ERR"); }},
    {.protocol = "nntp",
     .transports = kTcp,
     .port = 119,
     .client = nntp_client,
     .server = nntp_server,
     .asks =
         [](const Payload& p) {
             return commands(p, {"GROUP", "LIST", "ARTICLE", "HEAD", "BODY", "DATE", "POST", "QUIT", "HELP"});
         },
     .answers =
         [](const Payload& p) {
             return replies_any(p, {"200", "201", "211"});
         }},
    {.protocol = "ftp",
     .transports = kTcp,
     .port = 21,
     .client = ftp_client,
     .server = ftp_server,
     .asks =
         [](const Payload& p) {
             return commands(p, {"USER", "AUTH", "OPTS", "HOST", "CLNT", "QUIT", "HELP", "NOOP"});
         },
     .answers =
         [](const Payload& p) {
             return replies_any(p, {"220", "331"});
         }},
    {.protocol = "irc",
     .transports = kTcp,
     .port = 6667,
     .client = irc_client,
     .server = irc_server,
     .asks = irc_nick,
     .answers = [](const Payload& p) { return p.u8(0) == ':' || p.has("NOTICE ") || p.has("PING :"); }},
    {.protocol = "xmpp",
     .transports = kTcp,
     .port = 5222,
     .client = xmpp,
     .server = xmpp,
     .tells = either_side},
    {.protocol = "msnms",
     .transports = kTcp,
     .port = 1863,
     .client = [](const Payload& p) { return p.has("VER ") && p.line_contains(" MSNP"); },
     .server = [](const Payload& p) { return p.has("VER ") && p.line_contains(" MSNP"); }},
    {.protocol = "aim", .transports = kTcp, .port = 5190, .client = oscar, .server = oscar},
    {.protocol = "oicq", .transports = kUdp, .port = 8000, .client = oicq, .server = oicq},
    {.protocol = "finger", .transports = kTcp, .port = 79, .asks = is_one_line, .answers = finger_answer},
    {.protocol = "whois", .transports = kTcp, .port = 43, .asks = is_one_line, .answers = whois_answer},
    {.protocol = "ident", .transports = kTcp, .port = 0, .client = ident_question, .server = ident_answer},
    {.protocol = "gopher", .transports = kTcp, .port = 70, .asks = is_one_line, .answers = gopher_menu},
    {.protocol = "icq", .transports = kUdp, .port = 4000, .client = icq_client, .server = icq_server},
    {.protocol = "gadu-gadu",
     .transports = kTcp,
     .port = 8074,
     .asks = gadu_gadu_login,
     .answers = gadu_gadu_welcome},
    {.protocol = "aol", .transports = kTcp, .port = 5190, .client = aol, .server = aol},
    {.protocol = "sametime",
     .transports = kTcp,
     .port = 1533,
     .client = [](const Payload& p) { return sametime(p, 0); },
     .server = [](const Payload& p) { return sametime(p, 0x8000); }},
};

}  // namespace

std::span<const Recogniser> mail_and_chat_recognisers() { return kRows; }

}  // namespace portlore
