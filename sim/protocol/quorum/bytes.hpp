// The fields of a quorum member's state and messages (sim/protocol/archive.hpp). Requests keep
// their numbers, which messages carry; copies under way to the disk are counted from the first.
// Coordinators are left out: they tell versions of the same timestamp apart, and whoever keeps
// states as bytes sees to it that there are none.
#pragma once

#include "sim/protocol/archive.hpp"
#include "sim/protocol/quorum/quorum.hpp"

namespace triaz::protocol::quorum {

inline Ticket first_ticket(const Quorum::State& s) { return s.copies.first(); }

template <class Archive, class V>
void visit_version(Archive& archive, V& version) {
    Command key{version.key};
    archive.command(key);
    if constexpr (Archive::reads) version.key = key.key;
    archive.number(version.timestamp);
}

template <class Archive, class State>
void visit_items(Archive& archive, State& s) {
    std::size_t count = s.items.size();
    archive.number(count);
    if constexpr (Archive::reads) {
        for (; count > 0; --count) {
            Item item = 0;
            archive.number(item);
            visit_version(archive, s.items[item]);
        }
    } else {
        for (const auto& [item, version] : s.items) {
            archive.number(item);
            visit_version(archive, version);
        }
    }
}

// Requires, to read: a state just created with the same options. How many versions took effect is
// left out: nothing looks at it.
template <class Archive, class State>
void visit(Archive& archive, State& s) {
    archive.member(s.self);
    visit_items(archive, s);
    archive.ring_from_1(s.copies, [](Archive& a, auto& copy) {
        a.number(copy.item);
        visit_version(a, copy.version);
        a.member(copy.from);
        a.number(copy.repair);
        a.number(copy.request);
    });
    archive.members(s.heard);
    const bool sloppy = s.options.sloppy;
    archive.ring(s.writes, [&](Archive& a, auto& write) {
        a.number(write.item);
        visit_version(a, write.version);
        a.members(write.stored);
        if (sloppy) a.members(write.hinted);
        a.number(write.heartbeats);
        a.number(write.asked);
        if (write.asked) a.number(write.context);
    });
    archive.ring(s.readings, [](Archive& a, auto& reading) {
        a.number(reading.open);
        if (!reading.open) return;
        a.number(reading.item);
        a.number(reading.context);
        visit_version(a, reading.latest);
        a.members(reading.answered);
        a.members(reading.current);
        a.number(reading.repairing);
        a.number(reading.heartbeats);
    });
}

template <class Archive, class Message>
void visit_message(Archive& archive, Message& m) {
    archive.number(m.kind);
    archive.number(m.repair);
    archive.number(m.request);
    archive.number(m.item);
    visit_version(archive, m.version);
}

}  // namespace triaz::protocol::quorum
