#include "sim/explore/raft_subject.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::explore {
namespace {

using protocol::Member;
using protocol::raft::nobody;
using View = RaftSubject::View;
using History = RaftSubject::History;

std::uint8_t small(std::uint64_t number) { return static_cast<std::uint8_t>(number); }

// On disk, before it is acknowledged: on a majority, and on more where more is asked for.
int copies_promised(const RaftSubject::Options& options) {
    return std::max<int>(options.members / 2 + 1, options.copies);
}

void check_copies(const Scene<RaftSubject>& scene, Finding& finding) {
    const auto& committed = scene.past->history.committed;
    for (std::size_t i = 0; i < committed.size(); ++i) {
        const LogEntry& entry = committed[i].entry;
        int copies = 0;
        for (Member m = 0; m < scene.members; ++m) {
            const LogView& log = scene.view(m).log;
            if (i < log.synced && log.holds(i + 1, entry)) ++copies;
        }
        finding.expect(copies >= copies_promised(*scene.options), Invariant::durable_copies, [&] {
            return tell_entry(entry) + " is committed, and on " + std::to_string(copies) + " of " +
                   std::to_string(int{scene.members}) + " disks";
        });
    }
}

// Nobody leads a later term at the same instant.
void check_leases(const Scene<RaftSubject>& scene, Finding& finding) {
    for (Member m = 0; m < scene.members; ++m) {
        if (!scene.view(m).leased) continue;
        for (Member other = 0; other < scene.members; ++other) {
            const bool deposed = scene.view(other).leads_term > scene.view(m).leads_term;
            finding.expect(!deposed, Invariant::one_leader_at_once, [&] {
                return name_of_member(m) + " holds its lease while " + name_of_member(other) +
                       " leads a later term";
            });
        }
    }
}

}  // namespace

void RaftSubject::simplify(State& state, const Bounds& bounds) {
    if (bounds.heartbeats > 0) return;
    for (auto& progress : state.progress) progress.heard = false;  // no quorum is ever checked
}

View RaftSubject::view_of(const State& state, KeySet applied) {
    const auto& disk = state.disk;
    View view;
    view.term = small(disk.ballot().term);
    view.leads_term = Machine::is_leader(state) ? view.term : std::uint8_t{0};
    view.leased = Machine::lease_holds(state);
    view.log = LogView::of(disk);
    view.commit = small(state.commit);
    view.applied = applied;
    view.synced_term = small(disk.synced_ballot().term);
    view.role = state.role;
    view.starts_first =
        state.self == state.options.preferred_leader && disk.synced_ballot().term == 0;
    return view;
}

bool RaftSubject::is_dead(const View& sender, const View& receiver, const Message& message,
                          const Prospects& prospects) {
    using Kind = Message::Kind;
    using protocol::raft::Role;
    // Terms never go back behind these.
    const auto lasting = [&](const View& view) {
        return prospects.may_lose_power ? view.synced_term : view.term;
    };
    const bool in_term = message.term == receiver.term;
    const bool over = message.term <= lasting(receiver);
    switch (message.kind) {
        case Kind::pre_vote:
        case Kind::vote:
            return false;
        case Kind::append:
            return prospects.calm && message.term < lasting(receiver) &&
                   lasting(sender) == prospects.latest_term;
        case Kind::append_reply:
            return over && !(receiver.role == Role::leader && in_term);
        case Kind::vote_reply:
            return over && !(message.success && receiver.role == Role::candidate && in_term);
        case Kind::timeout_now:
            return message.term < lasting(receiver);
        case Kind::pre_vote_reply:
            if (over || !message.success) return over;
            return !prospects.receiver_may_campaign &&
                   !(receiver.role == Role::pre_candidate && message.term == receiver.term + 1U);
    }
    return false;
}

MemberSet RaftSubject::reach(const State& state) {
    if (state.role != protocol::raft::Role::follower) return static_cast<MemberSet>(~0U);
    unsigned set = 0;
    if (state.leader != nobody) set |= 1U << state.leader;
    if (state.disk.ballot().vote != nobody) set |= 1U << state.disk.ballot().vote;
    return static_cast<MemberSet>(set);
}

void RaftSubject::examine_promises(const State& state, const protocol::Output<Message>& output,
                                   Finding& finding) {
    for (std::size_t i = 0; i < output.sends_used; ++i) {
        const Message& message = output.sends[i].message;
        if (!message.success) continue;
        const bool entries = message.kind == Message::Kind::append_reply;
        finding.expect(!entries || message.at.index <= state.disk.synced_last(),
                       Invariant::durable_copies, [&] {
                           return name_of_member(state.self) +
                                  " tells its leader that it has what it has not synced";
                       });
        const bool vote = message.kind == Message::Kind::vote_reply;
        finding.expect(
            !vote || state.disk.synced_ballot() == state.disk.ballot(), Invariant::durable_copies,
            [&] { return name_of_member(state.self) + " gives a vote that is not synced"; });
    }
}

void RaftSubject::examine_commit(const Options& options, const View& before, const State& state,
                                 Finding& finding) {
    if (!Machine::is_leader(state) || state.commit <= before.commit) return;
    int copies = 0;
    for (Member m = 0; m < options.members; ++m) {
        const auto here = m == state.self ? state.disk.synced_last() : state.progress[m].match;
        if (here >= state.commit) ++copies;
    }
    finding.expect(copies >= copies_promised(options), Invariant::durable_copies, [&] {
        return name_of_member(state.self) + " commits position " + std::to_string(state.commit) +
               " with " + std::to_string(copies) + " of " + std::to_string(int{options.members}) +
               " copies on disk";
    });
}

namespace {

void remember_commits(History& history, const View& view, Finding& finding) {
    auto& committed = history.committed;
    for (std::size_t i = view.log.base; i < view.commit; ++i) {
        if (i > committed.size()) break;
        if (i == committed.size()) committed.push_back({view.log.entries[i], view.term});
        committed[i].in_term = std::min(committed[i].in_term, view.term);
        finding.expect(view.log.entries[i] == committed[i].entry, Invariant::same_sequence, [&] {
            return "at position " + std::to_string(i + 1) + ", " + tell_entry(committed[i].entry) +
                   " was committed, and now " + tell_entry(view.log.entries[i]) + " is";
        });
    }
}

// Whoever leads a later term has what was committed.
void check_completeness(const History& history, KeySet acknowledged, Finding& finding) {
    for (std::size_t term = 1; term < history.reigns.size(); ++term) {
        const Reign& reign = history.reigns[term];
        if (reign.leader == nobody) continue;
        for (std::size_t i = reign.base; i < history.committed.size(); ++i) {
            const auto& [entry, in_term] = history.committed[i];
            if (in_term >= term || (i < reign.log.size() && reign.log[i] == entry)) continue;
            const auto say = [&, in = in_term, e = entry] {
                return name_of_member(reign.leader) + " leads term " + std::to_string(term) +
                       " without " + tell_entry(e) + ", which was committed in term " +
                       std::to_string(int{in});
            };
            const bool lost = (acknowledged & entry.keys()) != 0;
            finding.expect(!lost, Invariant::acknowledged_is_kept,
                           [&] { return say() + " and acknowledged"; });
            finding.expect(false, Invariant::leader_completeness, say);
        }
    }
}

}  // namespace

void RaftSubject::remember(Record<RaftSubject>& past, const Options&, Member member,
                           const View& view, const Events& events, Finding& finding) {
    History& history = past.history;
    if (view.leads_term != 0) {
        remember_reign(history.reigns, view.leads_term, member, view.log, view.log.last, finding);
    }
    check_log_matching(history.reigns, member, view.log, view.log.last, finding);
    remember_commits(history, view, finding);
    const auto& committed = history.committed;
    for (const protocol::Applied& applied : events.applied) {
        const bool same = applied.index <= committed.size() &&
                          committed[applied.index - 1].entry.key == applied.command.key;
        finding.expect(same, Invariant::same_sequence, [&] {
            return name_of_member(member) + " applies " + name_of_key(applied.command.key) +
                   ", which is not what was committed at position " + std::to_string(applied.index);
        });
    }
    finding.expect(events.undone.empty(), Invariant::same_sequence, [&] {
        return name_of_member(member) + " undoes " +
               name_of_key(events.undone.front().command.key) + ", which it had applied";
    });
    check_completeness(history, past.clients.acknowledged, finding);
}

void RaftSubject::check(const Scene<RaftSubject>& scene, Finding& finding) {
    check_copies(scene, finding);
    check_leases(scene, finding);
}

std::string RaftSubject::tell(const Message& message) {
    using Kind = Message::Kind;
    const std::string term = "term " + std::to_string(message.term);
    const std::string yes = message.success ? "yes" : "no";
    switch (message.kind) {
        case Kind::pre_vote:
            return "would you vote for me in " + term + "?";
        case Kind::pre_vote_reply:
            return yes + ", I would" + (message.success ? "" : " not") + " vote in " + term;
        case Kind::vote:
            return (message.urged ? "our leader wants it: vote for me in " : "vote for me in ") +
                   term;
        case Kind::vote_reply:
            return yes + (message.success ? ", my vote in " : ", no vote in ") + term;
        case Kind::append: {
            std::vector<std::string> entries;
            for (const auto& entry : message.entries) {
                entries.push_back(
                    tell_place(entry.command.key, message.at.index + entries.size() + 1));
            }
            std::string text = "append ";
            text += entries.empty() ? "nothing" : list_of(entries);
            return text + " in " + term + ", committed up to " + std::to_string(message.commit);
        }
        case Kind::append_reply:
            if (!message.success) return "no, that does not follow on what I have";
            return "yes, I have all up to " + std::to_string(message.at.index) + " on disk";
        case Kind::timeout_now:
            return "stand at once for " + term;
    }
    return {};
}

std::string RaftSubject::tell_state(const State& state) {
    constexpr const char* roles[] = {"follows", "would stand", "stands", "leads"};
    const auto& disk = state.disk;
    std::string text = roles[static_cast<int>(state.role)];
    text += " in term " + std::to_string(disk.ballot().term) + "; " + tell_log(disk);
    return text + ", committed up to " + std::to_string(state.commit);
}

}  // namespace triaz::explore
