// What is cut short is inconclusive, and what cannot be a verdict is none.
#include "sim/consistency/budget.hpp"

#include <gtest/gtest.h>

#include "sim/consistency/judge.hpp"
#include "sim/consistency/object.hpp"

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

// Many writes under way together, and a read of what nobody wrote: every order must be tried.
History hard(std::size_t writes) {
    History history;
    for (std::size_t at = 0; at <= writes; ++at) {
        Operation operation;
        operation.process = static_cast<std::int64_t>(at);
        operation.function = at < writes ? "cas" : "read";
        operation.outcome = Outcome::ok;
        const auto value = static_cast<std::int64_t>(at % 5);
        operation.argument = Value::list({Value::of(value), Value::of((value + 1) % 5)});
        operation.called = static_cast<std::uint32_t>(at);
        operation.returned = static_cast<std::uint32_t>(2 * writes + 1 - at);
        history.push_back(operation);
    }
    history.back().result = Value::of(std::int64_t{77});
    return history;
}

Question asked() {
    Question question;
    question.model = Model::cas_register;
    question.initial = Value::of(std::int64_t{0});
    return question;
}

TEST(Budgets, end_a_search_that_takes_too_long) {
    int asked_times = 0;
    Budget budget{std::size_t{1} << 30, [&] { return ++asked_times > 20; }};
    const Report report = judge(hard(60), asked(), budget);
    EXPECT_EQ(report.verdict, Verdict::inconclusive);
    EXPECT_EQ(report.reason, "the search was cut short");
}

TEST(Budgets, end_a_search_that_takes_too_much) {
    Budget budget{std::size_t{1} << 20, [] { return false; }};
    EXPECT_EQ(judge(hard(60), asked(), budget).verdict, Verdict::inconclusive);
}

TEST(Budgets, are_enough_for_what_is_small) {
    Budget budget;
    EXPECT_EQ(judge(hard(6), asked(), budget).verdict, Verdict::refuted);
}

TEST(Judge, takes_nothing_seen_for_nothing_shown) {
    Budget budget;
    EXPECT_EQ(judge({}, asked(), budget).verdict, Verdict::inconclusive);
}

TEST(Judge, tells_what_suits_no_model) {
    History history = hard(1);
    history[0].function = "enqueue";
    const auto misfit = misfit_of(history, asked());
    ASSERT_TRUE(misfit);
    EXPECT_EQ(misfit->operation, 0U);
    EXPECT_EQ(misfit->expected, "read, write or cas");
    EXPECT_FALSE(likely_model(history));
}

TEST(Judge, says_so_when_a_register_seems_to_have_started_as_zero) {
    Operation read;
    read.function = "read";
    read.outcome = Outcome::ok;
    read.result = Value::of(std::int64_t{0});
    read.called = 0;
    read.returned = 1;
    Question question = asked();
    question.initial = Value{};
    Budget budget;
    const Report report = judge({read}, question, budget);
    EXPECT_EQ(report.verdict, Verdict::refuted);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_NE(report.notes[0].find("--initial 0"), std::string::npos);
}

}  // namespace
}  // namespace triaz::consistency
