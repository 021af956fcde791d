#include "tests/protocol/standby/standby_words.hpp"

#include <sstream>

namespace triaz::protocol::testing {

using standby::Acknowledge;
using standby::Mutation;
using standby::Rule;
using standby::Standby;

namespace {

std::string print(const standby::Position& position) {
    return std::to_string(position.index) + "." + std::to_string(position.term);
}

std::string print(const isr::Set& set) {
    std::string text = "{";
    for (Member m = 0; m < 32; ++m) {
        if ((set.members >> m & 1) == 0) continue;
        text += (text.size() > 1 ? " " : "") + name(m);
    }
    return text + "}v" + std::to_string(set.version.term) + "." +
           std::to_string(set.version.number);
}

Mutation mutation_of(const std::string& word) {
    if (word == "no_fencing") return Mutation::no_fencing;
    if (word == "promote_unseen") return Mutation::promote_unseen;
    if (word == "shrink_at_once") return Mutation::shrink_at_once;
    return Mutation::none;
}

void read_option(const std::string& key, const std::string& value, standby::Options& options) {
    const auto number = [&] { return static_cast<std::uint8_t>(std::stoi(value)); };
    if (key == "members") options.members = number();
    if (key == "witnesses") options.witnesses = number();
    if (key == "k") options.synchronous = number();
    if (key == "minimum") options.in_sync.minimum = number();
    if (key == "lag") options.in_sync.lag_heartbeats = number();
    if (key == "lease") options.heartbeats_in_lease = number();
    if (key == "fallback") options.fallback = true;
    if (key == "preferred") {
        options.preferred_leader = static_cast<Member>(std::stoi(value.substr(1)) - 1);
    }
    if (key == "rule" && value == "first") options.rule = Rule::first;
    if (key == "rule" && value == "in_sync") options.rule = Rule::in_sync;
    if (key == "on" && value == "receive") options.acknowledge_on = Acknowledge::receive;
    if (key == "on" && value == "local") options.acknowledge_on = Acknowledge::local;
    if (key == "mutation") options.mutation = mutation_of(value);
}

void print_entries(std::ostream& text, const std::vector<standby::Entry>& entries) {
    text << " [";
    for (const standby::Entry& entry : entries) {
        text << (&entry == entries.data() ? "" : " ") << entry.term << ':' << letter(entry.command);
    }
    text << ']';
}

}  // namespace

standby::Options Words<Standby>::options(std::istream& words) {
    standby::Options options;
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        read_option(word.substr(0, equals),
                    equals == std::string::npos ? "" : word.substr(equals + 1), options);
    }
    return options;
}

std::string Words<Standby>::message(const Standby::Message& message) {
    using Kind = Standby::Message::Kind;
    constexpr const char* kinds[] = {"hello",      "poll",   "poll_reply",  "vote",
                                     "vote_reply", "stream", "stream_reply"};
    std::ostringstream text;
    text << kinds[static_cast<int>(message.kind)] << " epoch " << message.term;
    switch (message.kind) {
        case Kind::hello:
            break;
        case Kind::poll:
        case Kind::vote:
            text << " log ends " << print(message.at);
            break;
        case Kind::poll_reply:
        case Kind::vote_reply:
            text << (message.success ? " yes" : " no");
            break;
        case Kind::stream:
            text << " after " << print(message.at);
            print_entries(text, message.entries);
            text << " commit " << message.commit << " heartbeat " << message.round;
            break;
        case Kind::stream_reply:
            if (message.success) {
                text << " has " << message.at.index;
                if (message.synced != message.at.index) text << " synced " << message.synced;
            } else {
                text << " refused " << message.refused << ", try " << print(message.at);
            }
            text << " heartbeat " << message.round;
            break;
    }
    if (message.in_sync.version != isr::Version{}) text << ' ' << print(message.in_sync);
    return text.str();
}

std::string Words<Standby>::state(const Standby::State& state) {
    constexpr const char* roles[] = {"follower", "returning", "pre-candidate", "candidate",
                                     "primary"};
    constexpr const char* modes[] = {"", " fallen back", " back to synchronous"};
    const auto& disk = state.disk;
    std::ostringstream text;
    const bool witness = state.self >= state.options.data_members();
    text << (witness ? "witness" : roles[static_cast<int>(state.role)])
         << modes[static_cast<int>(state.mode)] << " epoch " << disk.ballot().term << " of "
         << (disk.ballot().vote == standby::nobody ? "nobody" : name(disk.ballot().vote))
         << (state.leased ? " leased" : "");
    if (state.options.rule == Rule::in_sync) text << " set " << print(state.in_sync.known());
    if (witness) return text.str();
    text << " commit " << state.commit << " applied " << state.applied << " log";
    if (disk.base() > 0) text << " .." << disk.base();
    for (Index i = disk.base() + 1; i <= disk.last(); ++i) {
        if (i == disk.synced_last() + 1) text << " |";
        text << ' ' << disk.entry(i).term << ':' << letter(disk.entry(i).command);
    }
    return text.str();
}

bool Words<Standby>::command(const std::string&, std::istream&, Standby::State&) { return false; }

}  // namespace triaz::protocol::testing
