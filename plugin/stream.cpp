// SPDX-License-Identifier: GPL-2.0-or-later
#include "stream.h"

#include <epan/conversation.h>

namespace portlore {

namespace {

const tcp_analysis* record_of(const conversation_t* conversation) {
    static const int proto_tcp = proto_get_id_by_filter_name("tcp");
    return conversation == nullptr
               ? nullptr
               : static_cast<const tcp_analysis*>(conversation_get_proto_data(conversation, proto_tcp));
}

}  // namespace

const tcp_analysis* stream_of(packet_info* pinfo) {
    if (const tcp_analysis* const record = record_of(find_conversation_pinfo(pinfo, 0))) return record;
    // This frame's own dissector has begun another conversation on the same ports.
    return record_of(find_conversation(pinfo->num - 1, &pinfo->src, &pinfo->dst, CONVERSATION_TCP,
                                       pinfo->srcport, pinfo->destport, 0));
}

}  // namespace portlore
