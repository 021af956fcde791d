#include "sim/explore/story.hpp"

namespace triaz::explore {

std::string tell_cause(const Action& action, const std::string& message, bool clocked) {
    const std::string member = name_of_member(action.member);
    const std::string quoted = "\"" + message + "\" from " + std::to_string(int{action.from});
    switch (action.kind) {
        case Kind::deliver:
            return member + " gets " + quoted;
        case Kind::duplicate:
            return member + " gets " + quoted + ", and will once more";
        case Kind::drop:
            return quoted + " to " + member + " is lost";
        case Kind::election:
            return action.what != 0 ? member + " looks whether it still has a quorum"
                                    : member + "'s election time-out";
        case Kind::heartbeat:
            return member + "'s heartbeat";
        case Kind::lease:
            return member + " has not heard its leader for an election period";
        case Kind::sync:
            return member + " has synced " +
                   (action.what == 1 ? "a batch" : std::to_string(action.what) + " batches") +
                   " to disk";
        case Kind::start:
            return member + " starts again";
        case Kind::crash:
            return member + "'s process dies" + (clocked ? "" : " and starts again") +
                   (action.what != 0 ? ", and what was sent to it is lost" : "");
        case Kind::power_loss:
            return member + " loses power, with what it had not synced" +
                   (clocked ? "" : ", and starts again") +
                   (action.what != 0 ? ", and what was sent to it is lost" : "");
        case Kind::write:
            return "a client asks " + member + " for " + name_of_key(action.what);
        case Kind::retry:
            return "a client asks " + member + " for " + name_of_key(action.what) + " again";
        case Kind::patience:
            return member + " has waited for synchronous copies for long enough";
        case Kind::period:
            return std::string{"a heartbeat period passes"} +
                   (action.what != 0 ? ", but not on the clock of " + member : "");
        case Kind::read:
            return "a client asks " + member + " to read";
        case Kind::hand_over:
            return member + " is asked to hand over to " + name_of_member(action.from);
    }
    return {};
}

std::string tell_answer(const protocol::Answered& answered, const Bounds& bounds) {
    const bool is_read = answered.context >= std::uint64_t{bounds.writes} + bounds.retries;
    const std::string what = is_read                            ? "the read"
                             : answered.context < bounds.writes ? name_of_key(answered.context)
                                                                : "the retry";
    switch (answered.answer) {
        case protocol::Answer::committed:
            return "acknowledges " + what;
        case protocol::Answer::granted:
            return "grants " + what;
        case protocol::Answer::not_leader:
            return "refuses " + what;
        case protocol::Answer::refused:
            return "refuses " + what;
        case protocol::Answer::abandoned:
            return "does not know what becomes of " + what;
    }
    return {};
}

}  // namespace triaz::explore
