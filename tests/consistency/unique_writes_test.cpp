#include "sim/consistency/unique_writes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "sim/consistency/judge.hpp"

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;
using ::testing::ElementsAre;

struct Line {
    std::uint32_t called;
    std::uint32_t returned;  // 0: never
    bool write;
    std::int64_t value;  // -1: nil
};

History of(const std::vector<Line>& lines) {
    History history;
    for (const Line& line : lines) {
        Operation& operation = history.emplace_back();
        operation.process = static_cast<std::int64_t>(history.size());
        operation.function = line.write ? "write" : "read";
        const Value value = line.value < 0 ? Value{} : Value::of(line.value);
        (line.write ? operation.argument : operation.result) = value;
        operation.called = line.called;
        operation.outcome = line.returned == 0 ? Outcome::open : Outcome::ok;
        operation.returned = line.returned == 0 ? history::never_returned : line.returned;
    }
    return history;
}

std::optional<Zoned> judged(const History& history, Model model = Model::single_register) {
    std::vector<std::uint32_t> all(history.size());
    std::iota(all.begin(), all.end(), 0);
    Question question;
    question.model = model;
    return judge_by_zones(history, all, question);
}

TEST(UniqueWrites, are_refuted_by_two_values_that_must_be_there_at_once) {
    // 1 is read, then 2, then 1 again.
    const History history = of({{1, 2, true, 1},
                                {3, 20, true, 2},
                                {4, 5, false, 1},
                                {6, 7, false, 2},
                                {8, 9, false, 1},
                                {10, 11, false, 2},
                                {12, 13, false, 2}});
    const auto zoned = judged(history);
    ASSERT_TRUE(zoned);
    EXPECT_EQ(zoned->verdict, Verdict::refuted);
    EXPECT_THAT(zoned->operations, ElementsAre(0, 1, 3, 4, 6)) << "no more than shows it";
}

TEST(UniqueWrites, are_refuted_by_a_write_that_began_and_ended_while_another_value_was_there) {
    const History history = of({{1, 2, true, 1}, {3, 4, true, 2}, {5, 6, false, 1}});
    const auto zoned = judged(history);
    ASSERT_TRUE(zoned);
    EXPECT_EQ(zoned->verdict, Verdict::refuted);
    EXPECT_THAT(zoned->operations, ElementsAre(0, 1, 2));
}

TEST(UniqueWrites, are_refuted_by_a_read_of_what_nobody_wrote_or_not_yet) {
    EXPECT_EQ(judged(of({{1, 2, true, 1}, {3, 4, false, 9}}))->verdict, Verdict::refuted);
    EXPECT_EQ(judged(of({{1, 2, false, 1}, {3, 4, true, 1}}))->verdict, Verdict::refuted);
    EXPECT_EQ(judged(of({{1, 2, true, 1}, {3, 4, false, -1}}))->verdict, Verdict::refuted)
        << "the initial value is gone";
}

TEST(UniqueWrites, that_nobody_answered_may_take_effect_at_any_time_or_never) {
    EXPECT_EQ(judged(of({{1, 0, true, 1}, {2, 3, false, -1}, {4, 5, false, 1}}))->verdict,
              Verdict::upheld);
    EXPECT_EQ(judged(of({{1, 0, true, 1}, {2, 3, false, -1}, {4, 5, false, -1}}))->verdict,
              Verdict::upheld);
    EXPECT_EQ(judged(of({{1, 0, true, 1}, {2, 3, false, 1}, {4, 5, false, -1}}))->verdict,
              Verdict::refuted);
}

TEST(UniqueWrites, are_left_to_the_search_when_they_are_not_unique) {
    EXPECT_FALSE(judged(of({{1, 2, true, 1}, {3, 4, true, 1}})));
    EXPECT_FALSE(judged(of({{1, 2, true, -1}}))) << "as it was before";
    History cas = of({{1, 2, true, 1}});
    cas[0].function = "cas";
    EXPECT_FALSE(judged(cas));
    EXPECT_FALSE(judged(of({{1, 2, true, 1}}), Model::set));
}

// Two hundred writes under way at once: no search would come to an end.
TEST(UniqueWrites, are_judged_at_once_however_many_are_under_way) {
    std::vector<Line> lines;
    constexpr std::uint32_t writes = 200;
    for (std::uint32_t n = 0; n < writes; ++n) lines.push_back({n, 1000 - n, true, n});
    for (std::uint32_t n = 0; n < writes; ++n)
        lines.push_back({300 + 2 * n, 301 + 2 * n, false, (n * 7) % writes});
    Budget budget;
    EXPECT_EQ(judge(of(lines), {}, budget).verdict, Verdict::upheld);
    lines.push_back({2000, 2001, false, 3});
    lines.push_back({2002, 2003, false, 4});
    const Report report = judge(of(lines), {}, budget);
    EXPECT_EQ(report.verdict, Verdict::refuted);
    EXPECT_LE(report.witness->operations.size(), 6u);
}

}  // namespace
}  // namespace triaz::consistency
