// The scenes under tests/transcripts/mirror.
#include <gtest/gtest.h>

#include <sstream>

#include "sim/protocol/mirror/mirror.hpp"
#include "tests/protocol/hand_cluster.hpp"
#include "tests/protocol/transcript.hpp"

namespace triaz::protocol::testing {

using mirror::Mirror;

template <>
struct Words<Mirror> {
    static mirror::Options options(std::istream& words) {
        mirror::Options options;
        for (std::string word; words >> word;) {
            const std::string key = word.substr(0, word.find('='));
            const int value = std::stoi(word.substr(word.find('=') + 1));
            if (key == "members") options.members = static_cast<std::uint8_t>(value);
            if (key == "copies") options.copies = static_cast<std::uint8_t>(value);
        }
        return options;
    }

    static std::string message(const Mirror::Message& message) {
        const bool copy = message.kind == Mirror::Message::Kind::copy;
        return std::string{copy ? "copy" : "copied"} + (message.again ? " again " : " ") +
               std::to_string(message.write) + ":" + letter(message.command);
    }

    // primary committed 2 synced 3 kept 3:c[S1 S2]      mirror synced 2 unsynced 3:c
    static std::string state(const Mirror::State& state) {
        std::ostringstream text;
        if (state.self != mirror::primary) {
            text << "mirror synced " << state.highest;
            if (!state.copies.empty()) text << " unsynced";
            for (Ticket t = state.copies.first(); t < state.copies.next(); ++t) {
                text << ' ' << state.copies[t].write << ':' << letter(state.copies[t].command);
            }
            return text.str();
        }
        text << "primary committed " << state.committed << " synced " << state.synced;
        if (!state.writes.empty()) text << " kept";
        for (Index n = state.writes.first(); n < state.writes.next(); ++n) {
            text << ' ' << n << ':' << letter(state.writes[n].command) << '[';
            for (Member m = 0; m < state.options.members; ++m) {
                if ((state.writes[n].held >> m & 1) != 0) text << name(m);
            }
            text << ']';
        }
        return text.str();
    }

    static bool command(const std::string&, std::istream&, Mirror::State&) { return false; }
};

namespace {

class MirrorTranscript : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(MirrorTranscript, prints_what_is_recorded) {
    HandCluster<Mirror> cluster;
    check_transcript(GetParam(),
                     [&](const std::string& command) { return cluster.execute(command); });
}

INSTANTIATE_TEST_SUITE_P(Scene, MirrorTranscript, ::testing::ValuesIn(transcripts("mirror")),
                         [](const auto& scene) { return transcript_name(scene.param); });

}  // namespace
}  // namespace triaz::protocol::testing
