// The scenes under tests/transcripts/quorum.
#include <gtest/gtest.h>

#include <sstream>

#include "sim/protocol/quorum/quorum.hpp"
#include "tests/protocol/hand_cluster.hpp"
#include "tests/protocol/transcript.hpp"

namespace triaz::protocol::testing {

using quorum::Quorum;

template <>
struct Words<Quorum> {
    // cluster members=3 writes=2 reads=2 items=1 sloppy
    static quorum::Options options(std::istream& words) {
        quorum::Options options;
        for (std::string word; words >> word;) {
            const std::string key = word.substr(0, word.find('='));
            if (key == "sloppy") options.sloppy = true;
            if (key == word) continue;
            const int value = std::stoi(word.substr(word.find('=') + 1));
            if (key == "members") options.members = static_cast<std::uint8_t>(value);
            if (key == "writes") options.writes = static_cast<std::uint8_t>(value);
            if (key == "reads") options.reads = static_cast<std::uint8_t>(value);
            if (key == "items") options.items = static_cast<std::uint64_t>(value);
        }
        return options;
    }

    static std::string version(const quorum::Version& version) {
        if (version == quorum::Version{}) return "nothing";
        return letter(Command{version.key}) + "@" + std::to_string(version.timestamp);
    }

    static std::string message(const Quorum::Message& message) {
        constexpr const char* kinds[] = {"store", "stored", "fetch", "fetched"};
        const std::string kind = kinds[static_cast<int>(message.kind)];
        if (message.kind == Quorum::Message::Kind::fetch) return kind;
        return kind + (message.repair ? " repair " : " ") + version(message.version);
    }

    static std::string state(const Quorum::State& state) {
        std::ostringstream text;
        text << "holds";
        for (const auto& [item, held] : state.items) text << ' ' << version(held);
        if (state.items.empty()) text << " nothing";
        for (auto n = state.writes.first(); n < state.writes.next(); ++n) {
            text << ", keeps " << version(state.writes[n].version) << " for";
            for (Member m = 0; m < state.options.members; ++m) {
                if ((state.writes[n].stored >> m & 1) == 0) text << ' ' << name(m);
            }
        }
        return text.str();
    }

    static bool command(const std::string&, std::istream&, Quorum::State&) { return false; }
};

namespace {

class QuorumTranscript : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(QuorumTranscript, prints_what_is_recorded) {
    HandCluster<Quorum> cluster;
    check_transcript(GetParam(),
                     [&](const std::string& command) { return cluster.execute(command); });
}

INSTANTIATE_TEST_SUITE_P(Scene, QuorumTranscript, ::testing::ValuesIn(transcripts("quorum")),
                         [](const auto& scene) { return transcript_name(scene.param); });

}  // namespace
}  // namespace triaz::protocol::testing
