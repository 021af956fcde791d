// The scenes under tests/transcripts/standby and tests/transcripts/isr.
#include <gtest/gtest.h>

#include "tests/protocol/standby/standby_words.hpp"
#include "tests/protocol/transcript.hpp"

namespace triaz::protocol::testing {
namespace {

class StandbyTranscript : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(StandbyTranscript, prints_what_is_recorded) {
    HandCluster<standby::Standby> cluster;
    check_transcript(GetParam(),
                     [&](const std::string& command) { return cluster.execute(command); });
}

INSTANTIATE_TEST_SUITE_P(Scene, StandbyTranscript, ::testing::ValuesIn(transcripts("standby")),
                         [](const auto& scene) { return transcript_name(scene.param); });
INSTANTIATE_TEST_SUITE_P(InSyncScene, StandbyTranscript, ::testing::ValuesIn(transcripts("isr")),
                         [](const auto& scene) { return transcript_name(scene.param); });

}  // namespace
}  // namespace triaz::protocol::testing
