// SPDX-License-Identifier: GPL-2.0-or-later
#include "tap.h"

#include <epan/tap.h>

#include <new>
#include <type_traits>

#include "stream.h"

namespace portlore {

namespace {

static_assert(std::is_trivially_destructible_v<TappedFrame>, "a frame's memory is freed without destructors");

int tap = 0;

}  // namespace

void register_tap() { tap = ::register_tap(kTapName); }

bool is_tapped() { return have_tap_listener(tap) != FALSE; }

void tap_frame(packet_info* pinfo, const Frame& frame, const Endpoints& endpoints) {
    if (!is_tapped()) return;
    auto* const tapped = new (wmem_alloc(pinfo->pool, sizeof(TappedFrame))) TappedFrame{frame, endpoints};
    if (!frame.stream && !frame.error) {
        const tcp_analysis* const tcp = frame.transport() == Transport::Tcp ? stream_of(pinfo) : nullptr;
        tapped->frame.stream = tcp == nullptr ? 0 : tcp->stream;
    }
    tap_queue_packet(tap, pinfo, tapped);
}

}  // namespace portlore
