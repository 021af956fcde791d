#include "sim/explore/standby_subject.hpp"

#include <algorithm>

namespace triaz::explore {
namespace {

using protocol::Member;
using protocol::standby::Acknowledge;
using protocol::standby::Options;
using protocol::standby::Role;
using protocol::standby::Rule;
using View = StandbySubject::View;
using History = StandbySubject::History;

// A restarted primary writes anew what it had not synced; with an in-sync set it leads no more.
std::uint8_t end_that_counts(const Options& options, const LogView& log) {
    return options.rule == Rule::in_sync ? log.last : log.synced;
}

// Whether writes acknowledged in this step are promised, and on how many disks, is told by the
// member that acknowledges them. With an in-sync set few copies are no reason to lose one.
void take_acknowledgements(Record<StandbySubject>& past, const Options& options, const View& view) {
    History& history = past.history;
    KeySet& acknowledged = past.clients.acknowledged;
    const auto added = static_cast<KeySet>(acknowledged & ~history.taken);
    history.taken |= added;
    const bool few_copies = !StandbySubject::promises(options) || view.reduced;
    if (!few_copies) history.copied |= added;
    if (StandbySubject::promises(options) && (!view.reduced || options.rule == Rule::in_sync))
        return;
    history.unpromised |= added;
    acknowledged &= static_cast<KeySet>(~added);
}

// A guarantee that is restored covers what this primary acknowledged without it.
void restore(Record<StandbySubject>& past, Member member, const View& view) {
    History& history = past.history;
    const auto bit = static_cast<MemberSet>(1U << member);
    const bool was_reduced = (history.reduced & bit) != 0;
    history.reduced =
        static_cast<MemberSet>(view.reduced ? history.reduced | bit : history.reduced & ~bit);
    if (!was_reduced || view.reduced || view.leads_term == 0) return;
    const auto covered = static_cast<KeySet>(history.taken & view.applied);
    history.unpromised &= static_cast<KeySet>(~covered);
    history.copied |= covered;
    past.clients.acknowledged |= covered;
}

// The term of which this is the log of the primary, also if it leads no more and syncs what it had
// written before; 0 if there is none.
protocol::Term term_written(const Reigns& reigns, Member member, const View& view,
                            std::uint8_t end) {
    if (view.leads_term != 0 || end <= view.log.base) return view.leads_term;
    const std::uint8_t term = view.log.entries[end - 1U].term;
    return term < reigns.size() && reigns[term].leader == member ? term : 0U;
}

std::string list_of_keys(KeySet keys) {
    std::vector<std::string> names;
    for (std::uint8_t key = 0; key < most_of_a_kind; ++key) {
        if ((keys & key_bit(key)) != 0) names.push_back(name_of_key(key));
    }
    return list_of(names);
}

}  // namespace

View StandbySubject::view_of(const State& state, KeySet applied) {
    View view;
    view.term = static_cast<std::uint8_t>(Machine::term_of(state));
    view.synced_term = static_cast<std::uint8_t>(state.disk.synced_ballot().term);
    view.role = state.role;
    if (Machine::is_leader(state)) view.leads_term = view.term;
    view.reduced = state.reduced;
    view.applied = applied;
    view.log = LogView::of(state.disk);
    return view;
}

bool StandbySubject::is_dead(const View&, const View& receiver, const Message& message,
                             const Prospects& prospects) {
    using Kind = Message::Kind;
    // Epochs never go back behind this one.
    const int lasting = prospects.may_lose_power ? receiver.synced_term : receiver.term;
    const auto term = static_cast<int>(message.term);
    const bool tells_of_a_set = message.in_sync.version.term > 0;
    switch (message.kind) {
        case Kind::poll_reply:
            return term <= lasting && (message.success || !tells_of_a_set);
        case Kind::vote_reply:
            if (!message.success) return term <= lasting && !tells_of_a_set;
            return term < lasting || (term == lasting && receiver.role != Role::candidate);
        case Kind::stream_reply:
            return term < lasting;
        case Kind::hello:
        case Kind::poll:
        case Kind::vote:
        case Kind::stream:
            return false;
    }
    return false;
}

void StandbySubject::examine_promises(const Options& options, const State& state,
                                      const protocol::Output<Message>& output, Finding& finding) {
    const bool memory_counts = options.acknowledge_on == Acknowledge::receive;
    for (std::size_t i = 0; i < output.sends_used; ++i) {
        const Message& message = output.sends[i].message;
        if (!message.success) continue;
        const bool streamed = message.kind == Message::Kind::stream_reply;
        const auto told =
            memory_counts ? message.synced : std::max(message.synced, message.at.index);
        finding.expect(!streamed || told <= state.disk.synced_last(), Invariant::durable_copies,
                       [&] {
                           return name_of_member(state.self) +
                                  " tells its primary that it has what it has not synced";
                       });
        const bool voted = message.kind == Message::Kind::vote_reply;
        finding.expect(
            !voted || state.disk.synced_ballot() == state.disk.ballot(), Invariant::durable_copies,
            [&] { return name_of_member(state.self) + " gives a vote that is not synced"; });
    }
}

void StandbySubject::remember(Record<StandbySubject>& past, const Options& options, Member member,
                              const View& view, const Events& events, Finding& finding) {
    History& history = past.history;
    const std::uint8_t end = end_that_counts(options, view.log);
    take_acknowledgements(past, options, view);
    restore(past, member, view);
    const protocol::Term term = term_written(history.reigns, member, view, end);
    if (term != 0) remember_reign(history.reigns, term, member, view.log, end, finding);
    check_log_matching(history.reigns, member, view.log, end, finding);
    const KeySet acknowledged = past.clients.acknowledged;
    for (const auto& undone : events.undone) {
        finding.expect((acknowledged & key_bit(undone.command.key)) == 0, Invariant::same_sequence,
                       [&] {
                           return name_of_member(member) + " undoes " +
                                  name_of_key(undone.command.key) + ", which was acknowledged";
                       });
    }
    if (view.leads_term == 0) return;
    const auto lost = static_cast<KeySet>(acknowledged & ~view.held());
    finding.expect(lost == 0, Invariant::acknowledged_is_kept, [&] {
        return name_of_member(member) + " leads epoch " + std::to_string(int{view.leads_term}) +
               " without " + list_of_keys(lost) + ", which was acknowledged";
    });
}

void StandbySubject::check(const Scene<StandbySubject>& scene, Finding& finding) {
    const int data = scene.options->data_members();
    Member leader = scene.members;
    for (Member m = 0; m < scene.members; ++m) {
        if (scene.view(m).leads_term == 0) continue;
        finding.expect(leader == scene.members, Invariant::one_leader_at_once, [&] {
            return name_of_member(leader) + " and " + name_of_member(m) +
                   " both are primary at the same instant";
        });
        leader = m;
    }
    for (std::uint8_t key = 0; key < most_of_a_kind; ++key) {
        if ((scene.past->history.copied & key_bit(key)) == 0) continue;
        int copies = 0;
        for (Member m = 0; m < data; ++m) {
            if ((scene.view(m).durable() & key_bit(key)) != 0) ++copies;
        }
        finding.expect(copies >= scene.options->durable_copies(), Invariant::durable_copies, [&] {
            return name_of_key(key) + " is acknowledged, and on " + std::to_string(copies) +
                   " of " + std::to_string(data) + " disks";
        });
    }
}

std::string StandbySubject::tell(const Message& message) {
    using Kind = Message::Kind;
    const std::string epoch = "epoch " + std::to_string(message.term);
    switch (message.kind) {
        case Kind::hello:
            return "who is primary?";
        case Kind::poll:
            return "would you vote for me in " + epoch + "?";
        case Kind::poll_reply:
            return message.success ? "yes, I would vote in " + epoch
                                   : "no, I would not vote for you";
        case Kind::vote:
            return "vote for me in " + epoch;
        case Kind::vote_reply:
            return message.success ? "yes, my vote and my lease in " + epoch
                                   : "no vote in " + epoch;
        case Kind::stream: {
            if (message.entries.empty()) {
                return "heartbeat " + std::to_string(message.round) + " of " + epoch;
            }
            std::vector<std::string> entries;
            for (const auto& entry : message.entries) {
                entries.push_back(
                    tell_place(entry.command.key, message.at.index + entries.size() + 1));
            }
            return "stream " + list_of(entries) + " in " + epoch;
        }
        case Kind::stream_reply:
            if (!message.success) return "no, that does not follow on what I have";
            return "yes to heartbeat " + std::to_string(message.round) + ", and I have all up to " +
                   std::to_string(message.at.index);
    }
    return {};
}

std::string StandbySubject::tell_state(const State& state) {
    constexpr const char* roles[] = {"is a standby", "asks whether it still is primary",
                                     "would stand", "stands", "is primary"};
    const bool witness = state.self >= state.options.data_members();
    std::string text = witness ? "is a witness" : roles[static_cast<int>(state.role)];
    text += " in epoch " + std::to_string(Machine::term_of(state));
    if (witness) return text;
    text += "; " + tell_log(state.disk) + ", applied up to " + std::to_string(state.applied);
    if (state.reduced) text += "; its guarantee is reduced";
    return text;
}

}  // namespace triaz::explore
