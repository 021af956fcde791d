// One step of a cluster: what happens, to whom.
#pragma once

#include <cstdint>

#include "sim/protocol/machine.hpp"

namespace triaz::explore {

enum class Kind : std::uint8_t {
    deliver,    // of the channel from `from`, the message at place `what`
    duplicate,  // the same, and it stays under way
    drop,       // the same, but it is lost
    election,
    heartbeat,
    lease,
    sync,  // the first `what` outstanding tickets
    start,
    crash,       // and it starts again; `what`: how much of its mail is lost
    power_loss,  // the same
    write,       // with key `what`
    retry,       // the same key again
    read,
    patience,
    period,     // a heartbeat period has passed; `what` is 1: but not on the clock of the member
    hand_over,  // to `from`
};

struct Action {
    Kind kind = Kind::deliver;
    protocol::Member member = 0;
    protocol::Member from = 0;
    std::uint32_t what = 0;

    std::uint32_t packed() const {
        return static_cast<std::uint32_t>(kind) | std::uint32_t{member} << 4 |
               std::uint32_t{from} << 8 | std::uint32_t{what} << 12;
    }
    static Action of_packed(std::uint32_t packed) {
        return {static_cast<Kind>(packed & 15), static_cast<protocol::Member>((packed >> 4) & 15),
                static_cast<protocol::Member>((packed >> 8) & 15), packed >> 12};
    }
};

constexpr bool is_death(Kind kind) { return kind == Kind::crash || kind == Kind::power_loss; }
// Where `what` of the death of m has its four bits for the mail from another member.
constexpr unsigned loss_shift(protocol::Member from, protocol::Member m) {
    return 4U * (from - (from > m ? 1U : 0U));
}

// What a member is given by an action: as an action, but a delivery names the message itself and a
// question its context too.
struct Stimulus {
    Kind kind = Kind::deliver;
    protocol::Member from = 0;
    std::uint32_t what = 0;    // a message by its number, tickets, a key
    std::uint8_t context = 0;  // of a question

    std::uint32_t packed() const {
        const auto common = static_cast<std::uint32_t>(kind) | std::uint32_t{from} << 4;
        return common |
               (kind == Kind::write || kind == Kind::read ? what << 8 | std::uint32_t{context} << 16
                                                          : what << 8);
    }
};

}  // namespace triaz::explore
