// The fields of Raft's state and messages (sim/protocol/archive.hpp). The options are not among
// them: they are the same for a whole cluster, but for the preferred leader, who is told apart by a
// bit, as long as he can still start for the first time.
#pragma once

#include "sim/protocol/archive.hpp"
#include "sim/protocol/raft/raft.hpp"

namespace triaz::protocol::raft {

struct StorageBytes {
    // The ticket of the oldest batch that is not synced. The bytes call it 1.
    static Ticket first_ticket(const Storage& disk) { return disk.batches_.first(); }

    template <class Archive, class Disk>
    static void visit(Archive& archive, Disk& disk) {
        const auto entry = [](Archive& a, auto& e) {
            a.number(e.term);
            a.command(e.command);
        };
        const auto ballot = [](Archive& a, auto& b) {
            a.number(b.term);
            a.member(b.vote);
        };
        archive.ring(disk.entries_, entry);
        archive.number(disk.base_term_);
        ballot(archive, disk.ballot_);
        archive.number(disk.changed_);
        const Ticket before_first = Archive::reads ? 0 : first_ticket(disk) - 1;
        archive.ring_from_1(disk.batches_, [&](Archive& a, auto& batch) {
            ballot(a, batch.ballot);
            a.number(batch.last);
        });
        archive.list(disk.truncations_, [&](Archive& a, auto& truncation) {
            Ticket ticket = truncation.ticket - before_first;
            a.number(ticket);
            if constexpr (Archive::reads) truncation.ticket = ticket;
            a.number(truncation.from);
            a.list(truncation.removed, entry);
        });
        ballot(archive, disk.synced_ballot_);
        archive.number(disk.synced_last_);
        archive.number(disk.durable_last_);
    }
};

template <class Archive, class State>
void visit_leader(Archive& archive, State& s) {
    archive.by_member(s.progress, [](Archive& a, auto& p) {
        a.number(p.match);
        a.number(p.next);
        a.number(p.window_from);
        a.number(p.commit_sent);
        a.number(p.round);
        a.number(p.probing);
        a.number(p.heard);
    });
    archive.ring(s.waiting, [](Archive& a, auto& w) {
        a.number(w.asked);
        if (w.asked) a.number(w.context);
    });
    archive.number(s.term_start);
    archive.ring(s.reads, [](Archive& a, auto& r) {
        a.number(r.context);
        a.number(r.index);
    });
    archive.number(s.reads_confirmed);
    archive.number(s.reads_asked);
    archive.number(s.round);
    archive.number(s.read_round);
    archive.member(s.transfer_to);
    if (s.transfer_to != nobody) archive.number(s.transfer_told);
    archive.number(s.lease_given_up);
}

// Requires, to read: a state just created with the same options.
template <class Archive, class State>
void visit(Archive& archive, State& s) {
    archive.member(s.self);
    StorageBytes::visit(archive, s.disk);
    bool starts_first = s.self == s.options.preferred_leader && s.disk.synced_ballot().term == 0;
    archive.number(starts_first);
    if constexpr (Archive::reads) s.options.preferred_leader = starts_first ? s.self : nobody;
    archive.number(s.applied);
    archive.number(s.role);
    archive.member(s.leader);
    archive.number(s.leader_heard);
    archive.number(s.commit);
    archive.number(s.floor);
    archive.number(s.matched);
    archive.number(s.round_seen);
    archive.number(s.owes_append_reply);
    archive.number(s.owes_vote_reply);
    if (s.role == Role::candidate || s.role == Role::pre_candidate) {
        archive.members(s.granted_by);
    }
    if (s.role == Role::candidate) {
        archive.number(s.votes_asked);
        archive.number(s.urged);
    }
    if (s.role == Role::leader) visit_leader(archive, s);
}

template <class Archive, class Message>
void visit_message(Archive& archive, Message& m) {
    archive.number(m.kind);
    archive.number(m.success);
    archive.number(m.wants_reply);
    archive.number(m.urged);
    archive.number(m.term);
    archive.number(m.at.index);
    archive.number(m.at.term);
    archive.number(m.refused);
    archive.number(m.commit);
    archive.number(m.floor);
    archive.number(m.round);
    archive.list(m.entries, [](Archive& a, auto& e) {
        a.number(e.term);
        a.command(e.command);
    });
}

}  // namespace triaz::protocol::raft
