#include "sim/history/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace triaz::history {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }
std::string state(std::uint32_t) { return "state"; }

std::vector<std::string> told(const Samples& samples) {
    std::vector<std::string> lines;
    for (const Operation& operation : operations_of(samples.all(), state))
        lines.push_back(to_text(operation));
    return lines;
}

TEST(Samples, take_the_first_keys_of_each_shard_and_no_others) {
    Samples samples{2};
    EXPECT_TRUE(samples.takes(1));
    EXPECT_FALSE(samples.takes(2));
    EXPECT_NE(samples.call(0, 5, Samples::key_of(64), true, 64, at(1s)), not_sampled);
    EXPECT_EQ(samples.call(0, 5, Samples::key_of(66), true, 66, at(1s)), not_sampled);
    samples.end(not_sampled, true, at(2s));
    EXPECT_EQ(samples.all().size(), 1u);
    EXPECT_FALSE(Samples{}.takes(0)) << "nothing is sampled unless asked for";
}

TEST(Samples, become_operations_as_clients_with_one_at_a_time_would_have_them) {
    Samples samples{1};
    const auto write = samples.call(0, 0, 0, true, 64, at(1s));
    const auto read = samples.call(0, 0, 0, false, nothing_written, at(2s));
    samples.end(write, true, at(3s));
    const auto lost = samples.call(0, 0, 0, true, 128, at(4s));
    samples.answer(read, nothing_written);
    samples.end(read, true, at(5s));
    samples.end(lost, false, at(6s));
    const auto again = samples.call(0, 0, 0, false, nothing_written, at(7s));
    samples.answer(again, 128);
    samples.end(again, true, at(8s));
    EXPECT_THAT(told(samples), ElementsAre("process 0: write \"state/0/0\" 64",
                                           "process 1: read \"state/0/0\" -> nil",
                                           "process 0: write \"state/0/0\" 128 (open)",
                                           "process 1: read \"state/0/0\" -> 128"));
}

TEST(Samples, of_reads_keep_what_was_answered_before_the_client_returned) {
    Samples samples{1};
    const auto read = samples.call(0, 0, 0, false, nothing_written, at(1s));
    samples.answer(read, 64);
    samples.end(read, true, at(2s));
    samples.answer(read, 128);  // a try that the client had given up
    EXPECT_EQ(samples.all().at(0).value, 64u);
}

TEST(Samples, of_reads_that_no_member_answered_say_nothing) {
    Samples samples{1};
    samples.end(samples.call(0, 0, 0, false, nothing_written, at(1s)), true, at(2s));
    EXPECT_EQ(operations_of(samples.all(), state).at(0).outcome, Outcome::open);
}

TEST(Samples, end_when_there_are_too_many_and_say_so) {
    Samples samples{1};
    const auto early = samples.call(0, 0, 0, false, nothing_written, at(1s));
    for (std::size_t n = 1; n < most_samples; ++n) samples.call(0, 0, 0, true, n * 64, at(2s));
    EXPECT_FALSE(samples.cut_short());
    EXPECT_EQ(samples.call(0, 0, 0, true, 0, at(3s)), not_sampled);
    EXPECT_TRUE(samples.cut_short());
    samples.answer(early, 64);
    samples.end(early, true, at(4s));
    EXPECT_FALSE(samples.all().front().ok) << "what took place since is not known";
    samples.read_last(0, 0, 0, 64, at(5s));
    EXPECT_EQ(samples.all().size(), most_samples);
}

TEST(Samples, read_every_key_alike_often) {
    Samples samples{keys_per_shard};
    std::array<int, keys_per_shard> reads{};
    for (std::uint32_t n = 0; n < 100 * keys_per_shard; ++n) ++reads.at(samples.next_read());
    for (const int count : reads) EXPECT_NEAR(count, 100, 3);
}

}  // namespace
}  // namespace triaz::history
