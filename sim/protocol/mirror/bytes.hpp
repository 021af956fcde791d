// The fields of a mirror's state and messages (sim/protocol/archive.hpp). Writes keep their
// numbers; the copies that a mirror is syncing are counted from the first.
#pragma once

#include "sim/protocol/archive.hpp"
#include "sim/protocol/mirror/mirror.hpp"

namespace triaz::protocol::mirror {

// The primary's tickets are the numbers of its writes.
inline Ticket first_ticket(const Mirror::State& s) {
    return s.self == primary ? 1 : s.copies.first();
}

// Requires, to read: a state just created with the same options.
template <class Archive, class State>
void visit(Archive& archive, State& s) {
    archive.member(s.self);
    if (s.self == primary) {
        archive.ring(s.writes, [](Archive& a, auto& w) {
            a.command(w.command);
            a.members(w.held);
            a.number(w.applied);
            a.number(w.asked);
            if (w.asked) a.number(w.context);
        });
        archive.number(s.synced);
        archive.number(s.committed);
        archive.number(s.before_heartbeat);
        archive.members(s.heard);
        archive.members(s.silent);
        return;
    }
    archive.ring_from_1(s.copies, [](Archive& a, auto& c) {
        a.number(c.write);
        a.command(c.command);
    });
    archive.ring(s.held, [](Archive& a, auto& on_disk) { a.number(on_disk); });
    archive.number(s.highest);
}

template <class Archive, class Message>
void visit_message(Archive& archive, Message& m) {
    archive.number(m.kind);
    archive.number(m.again);
    archive.number(m.write);
    archive.number(m.settled);
    archive.command(m.command);
}

}  // namespace triaz::protocol::mirror
