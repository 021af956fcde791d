// The fields of a standby's state and messages (sim/protocol/archive.hpp). Rounds keep their
// numbers: messages carry them. The options are not among them; they are the same for all.
#pragma once

#include "sim/protocol/archive.hpp"
#include "sim/protocol/raft/bytes.hpp"
#include "sim/protocol/standby/standby.hpp"

namespace triaz::protocol::isr {

template <class Archive, class S>
void visit_set(Archive& archive, S& set) {
    archive.number(set.version.term);
    archive.number(set.version.number);
    archive.members(set.members);
}

struct DiskBytes {
    // Tickets are counted from `before_first`.
    template <class Archive, class D>
    static void visit(Archive& archive, D& disk, Ticket before_first) {
        visit_set(archive, disk.known_);
        visit_set(archive, disk.synced_);
        archive.number(disk.changed_);
        archive.list(disk.under_way_, [&](Archive& a, auto& written) {
            Ticket ticket = written.ticket - before_first;
            a.number(ticket);
            if constexpr (Archive::reads) written.ticket = ticket;
            visit_set(a, written.set);
        });
    }
};

}  // namespace triaz::protocol::isr

namespace triaz::protocol::standby {

template <class Archive, class State>
void visit_progress(Archive& archive, State& s) {
    const bool in_sync = s.options.rule == Rule::in_sync;
    archive.by_member(s.progress, [&](Archive& a, auto& p) {
        a.number(p.match);
        a.number(p.synced);
        a.number(p.next);
        a.number(p.window_from);
        a.number(p.heard);
        a.number(p.probing);
        if (!in_sync) return;  // others tell no commits, and have no set to keep
        a.number(p.commit_sent);
        a.number(p.caught_up);
    });
    archive.number(s.confirmed);
}

template <class Archive, class State>
void visit_primary(Archive& archive, State& s) {
    archive.ring(s.waiting, [](Archive& a, auto& w) {
        a.number(w.asked);
        if (w.asked) a.number(w.context);
    });
    archive.list(s.reads, [](Archive& a, auto& context) { a.number(context); });
    archive.number(s.term_start);
    if (s.options.fallback || s.options.rule == Rule::in_sync) {
        archive.number(s.offered);
        archive.number(s.offering);
    }
    archive.number(s.mode);
    if (s.mode != Mode::synchronous) archive.number(s.caught_up_at);
    archive.number(s.reduced);
    if (s.options.rule != Rule::in_sync) return;
    archive.number(s.set_accepted);
    archive.number(s.set_pending);
    if (!s.set_pending) return;
    archive.members(s.set_accepted_by);
    archive.members(s.set_before);
}

// Requires, to read: a state just created with the same options.
template <class Archive, class State>
void visit(Archive& archive, State& s) {
    archive.member(s.self);
    const Ticket before_first = Archive::reads ? 0 : raft::StorageBytes::first_ticket(s.disk) - 1;
    raft::StorageBytes::visit(archive, s.disk);
    isr::DiskBytes::visit(archive, s.in_sync, before_first);
    archive.number(s.applied);
    archive.number(s.round);
    archive.number(s.role);
    archive.member(s.leader);
    archive.number(s.leased);
    archive.member(s.promised);
    archive.members(s.asked_too_early);
    archive.number(s.commit);
    archive.number(s.floor);
    archive.number(s.matched);
    archive.number(s.round_seen);
    archive.number(s.owes_reply);
    archive.number(s.owes_vote);
    if (s.role == Role::pre_candidate || s.role == Role::candidate) {
        archive.members(s.granted_by);
        archive.number(s.votes_asked);
        archive.number(s.ticks_as_candidate);
    }
    if (s.role == Role::primary || s.role == Role::returning) visit_progress(archive, s);
    if (s.role == Role::primary) visit_primary(archive, s);
}

template <class Archive, class Message>
void visit_message(Archive& archive, Message& m) {
    archive.number(m.kind);
    archive.number(m.success);
    archive.number(m.wants_reply);
    archive.number(m.term);
    archive.number(m.at.index);
    archive.number(m.at.term);
    archive.number(m.refused);
    archive.number(m.synced);
    archive.number(m.commit);
    archive.number(m.floor);
    archive.number(m.round);
    isr::visit_set(archive, m.in_sync);
    archive.list(m.entries, [](Archive& a, auto& e) {
        a.number(e.term);
        a.command(e.command);
    });
}

}  // namespace triaz::protocol::standby
