#include "sim/explore/quorum_subject.hpp"

namespace triaz::explore {
namespace {

using protocol::Command;
using protocol::Member;
using protocol::quorum::Version;
using Kind = QuorumSubject::Message::Kind;

KeySet up_to(const Version& version) {
    if (version.key == Command::no_op) return 0;
    return static_cast<KeySet>((2U << version.key) - 1);
}

Version held_of(const QuorumSubject::State& state) {
    return state.items.empty() ? Version{} : state.items.begin()->second;
}

std::string tell_version(const Version& version) {
    return version.key == Command::no_op ? "nothing" : name_of_key(version.key);
}

}  // namespace

QuorumSubject::View QuorumSubject::view_of(const State& state) { return {up_to(held_of(state))}; }

KeySet QuorumSubject::visible(const View& view, const protocol::Answered& answered) {
    const bool is_read = answered.answer == protocol::Answer::granted;
    return is_read ? up_to({.key = answered.found}) : view.held;
}

void QuorumSubject::examine_promises(const State& state, const protocol::Output<Message>& output,
                                     Finding& finding) {
    for (std::size_t i = 0; i < output.sends_used; ++i) {
        const Message& message = output.sends[i].message;
        const bool told = message.kind == Kind::stored || message.kind == Kind::fetched;
        finding.expect(!told || held_of(state) >= message.version, Invariant::durable_copies, [&] {
            return name_of_member(state.self) + " tells that it has " +
                   tell_version(message.version) + ", which it has not synced";
        });
    }
}

void QuorumSubject::check(const Scene<QuorumSubject>& scene, Finding& finding) {
    for (std::uint8_t key = 0; key < most_of_a_kind; ++key) {
        if ((scene.past->clients.acknowledged & key_bit(key)) == 0) continue;
        int copies = 0;
        for (Member m = 0; m < scene.members; ++m) {
            if ((scene.view(m).held & key_bit(key)) != 0) ++copies;
        }
        finding.expect(copies >= scene.options->writes, Invariant::durable_copies, [&] {
            return name_of_key(key) + ", or what replaced it, is acknowledged, and on " +
                   std::to_string(copies) + " of " + std::to_string(int{scene.members}) + " disks";
        });
    }
}

std::string QuorumSubject::tell(const Message& message) {
    switch (message.kind) {
        case Kind::store:
            return "store " + tell_version(message.version) +
                   (message.repair ? ", which a read found" : "");
        case Kind::stored:
            return tell_version(message.version) + " is on my disk";
        case Kind::fetch:
            return "what have you got?";
        case Kind::fetched:
            return "I have " + tell_version(message.version);
    }
    return {};
}

std::string QuorumSubject::tell_state(const State& state) {
    std::string text = "has " + tell_version(held_of(state)) + " on disk";
    if (!state.copies.empty()) {
        text += ", and " + std::to_string(state.copies.size()) + " more to sync";
    }
    return text;
}

}  // namespace triaz::explore
