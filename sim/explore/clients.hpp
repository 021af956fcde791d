// What the clients know: the questions asked, and the writes acknowledged, by key.
//
// Each question has its context from the beginning: first the writes, by key, then the retries,
// then the reads. So it makes no difference which of two was asked first, but where a read is among
// them.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/explore/finding.hpp"
#include "sim/protocol/archive.hpp"

namespace triaz::explore {

using KeySet = std::uint16_t;  // bit k: key k
constexpr KeySet key_bit(std::uint64_t key) { return static_cast<KeySet>(1U << key); }

struct Asked {
    enum class State : std::uint8_t { not_yet, open, closed };
    State state = State::not_yet;
    std::uint8_t key = 0;         // of a retry
    protocol::Member member = 0;  // of an open one: who was asked
    KeySet must_see = 0;          // of an open read: acknowledged or seen before it was asked
};

class Clients {
public:
    Clients() = default;
    explicit Clients(const Bounds& bounds)
        : asked(static_cast<std::size_t>(bounds.writes + bounds.retries + bounds.reads)) {}

    std::vector<Asked> asked;  // by context
    KeySet acknowledged = 0;
    KeySet seen = 0;  // by a read: later ones see it too
    // Of the contexts from `first` on, `count` of them, those that were not used.
    std::uint8_t unused(std::size_t first, std::size_t count) const;
    bool was_asked(std::uint8_t context) const {
        return asked[context].state != Asked::State::not_yet;
    }

    void ask_write(std::uint8_t context, std::uint8_t key, protocol::Member member);
    void ask_read(std::uint8_t context, protocol::Member member);
    // `visible`: what is applied at the member.
    void take(const protocol::Answered& answered, bool is_read, protocol::Member member,
              KeySet visible, Finding& finding);
    // Nobody will answer what this member was asked.
    void member_died(protocol::Member member);
};

template <class Archive, class C>
void visit_clients(Archive& archive, C& clients) {
    archive.number(clients.acknowledged);
    archive.number(clients.seen);
    archive.list(clients.asked, [](Archive& a, auto& asked) {
        a.number(asked.state);
        a.number(asked.key);
        if (asked.state != Asked::State::open) return;
        a.member(asked.member);
        a.number(asked.must_see);
    });
}

}  // namespace triaz::explore
