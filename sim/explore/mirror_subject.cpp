#include "sim/explore/mirror_subject.hpp"

#include <algorithm>
#include <bit>

namespace triaz::explore {

using protocol::Member;

namespace {

int copies_promised(const MirrorSubject::Options& options) {
    return std::max<int>(options.members / 2 + 1, options.copies);
}

}  // namespace

void MirrorSubject::examine_promises(const State& state, const protocol::Output<Message>& output,
                                     Finding& finding) {
    for (std::size_t i = 0; i < output.sends_used; ++i) {
        const Message& message = output.sends[i].message;
        if (message.kind != Message::Kind::copied) continue;
        const bool on_disk = message.write < state.held.first() ||
                             (state.held.contains(message.write) && state.held[message.write] != 0);
        finding.expect(on_disk, Invariant::durable_copies, [&] {
            return name_of_member(state.self) + " tells that it has what it has not synced";
        });
    }
}

void MirrorSubject::examine_commit(const Options& options, const State& state,
                                   const protocol::Output<Message>& output, Finding& finding) {
    if (state.self != protocol::mirror::primary) return;
    for (const protocol::Applied& applied : output.applied) {
        if (!state.writes.contains(applied.index)) continue;  // everybody holds it
        const int copies = std::popcount(state.writes[applied.index].held);
        finding.expect(copies >= copies_promised(options), Invariant::durable_copies, [&] {
            return "the primary acknowledges " + name_of_key(applied.command.key) + " with " +
                   std::to_string(copies) + " of " + std::to_string(int{options.members}) +
                   " copies on disk";
        });
    }
}

void MirrorSubject::remember(Record<MirrorSubject>&, const Options&, Member, const View&,
                             const Events& events, Finding& finding) {
    finding.expect(events.undone.empty(), Invariant::same_sequence,
                   [] { return std::string{"an applied write is undone"}; });
}

void MirrorSubject::check(const Scene<MirrorSubject>& scene, Finding& finding) {
    for (std::uint8_t key = 0; key < most_of_a_kind; ++key) {
        if ((scene.past->clients.acknowledged & key_bit(key)) == 0) continue;
        int copies = 0;
        for (Member m = 0; m < scene.members; ++m) {
            if ((scene.view(m).applied & key_bit(key)) == 0) continue;
            ++copies;
        }
        const bool at_primary = (scene.view(protocol::mirror::primary).applied & key_bit(key)) != 0;
        finding.expect(at_primary, Invariant::acknowledged_is_kept, [&] {
            return name_of_key(key) + " is acknowledged, and the primary does not have it";
        });
        finding.expect(copies >= copies_promised(*scene.options), Invariant::durable_copies, [&] {
            return name_of_key(key) + " is acknowledged, and on " + std::to_string(copies) +
                   " of " + std::to_string(int{scene.members}) + " disks";
        });
    }
}

std::string MirrorSubject::tell(const Message& message) {
    const std::string write = name_of_key(message.command.key);
    if (message.kind == Message::Kind::copied) return write + " is on my disk";
    return "copy " + write + (message.again ? ", if you do not have it" : "");
}

std::string MirrorSubject::tell_state(const State& state) {
    std::vector<std::string> keys;
    if (state.self == protocol::mirror::primary) {
        for (auto n = state.writes.first(); n < state.writes.next(); ++n) {
            keys.push_back(letter_of_key(state.writes[n].command.key));
        }
        const std::string kept = keys.empty() ? "nothing" : list_of(keys);
        return "is the primary, and keeps " + kept + " for others";
    }
    for (auto t = state.copies.first(); t < state.copies.next(); ++t) {
        keys.push_back(letter_of_key(state.copies[t].command.key));
    }
    return "is a mirror, and syncs " + (keys.empty() ? std::string{"nothing"} : list_of(keys));
}

}  // namespace triaz::explore
