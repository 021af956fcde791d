// Counters against their bounds worked out directly, and banks.
#include <gtest/gtest.h>

#include "sim/consistency/elements.hpp"
#include "sim/consistency/judge.hpp"
#include "tests/consistency/random_history.hpp"

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

// From the definition: what must, and what may have been added when a read returned.
bool is_within_bounds(const Operation& read, const History& history) {
    std::int64_t lower = 0, upper = 0;
    for (const Operation& add : history) {
        if (add.function != "add" || add.outcome == Outcome::fail) continue;
        const std::int64_t amount = add.argument.integer();
        const bool must = add.outcome == Outcome::ok && add.returned < read.called;
        const bool may = add.called < read.returned;
        if (must || (may && amount < 0)) lower += amount;
        if (must || (may && amount > 0)) upper += amount;
    }
    return read.result.integer() >= lower && read.result.integer() <= upper;
}

TEST(Counters, agree_with_bounds_worked_out_directly) {
    Question question;
    question.model = Model::counter;
    question.consistency = Consistency::bounded;
    base::Stream stream{11};
    int refuted = 0, upheld = 0;
    for (int at = 0; at < 10'000; ++at) {
        const Shape shape{.model = Model::counter, .operations = 8};
        History history = atomic_history(shape, stream);
        if (at % 2 == 1) history = mutated(std::move(history), shape, stream);
        if (at % 3 == 0)
            for (Operation& operation : history)
                if (operation.function == "add" && stream.below(2) == 0)
                    operation.argument = Value::of(-operation.argument.integer());
        bool within = true, reads = false;
        for (const Operation& read : history)
            if (read.function == "read" && read.outcome == Outcome::ok) {
                reads = true;
                within &= is_within_bounds(read, history);
            }
        Budget budget;
        const Report report = judge(history, question, budget);
        ASSERT_EQ(report.verdict, !within ? Verdict::refuted
                                  : reads ? Verdict::upheld
                                          : Verdict::inconclusive)
            << to_text(history);
        ++(within ? upheld : refuted);
    }
    EXPECT_GT(refuted, 1'000);
    EXPECT_GT(upheld, 1'000);
}

Report judged_bank(std::vector<std::vector<std::int64_t>> reads, bool negative, int total) {
    History history;
    for (const auto& balances : reads) {
        std::vector<Value> accounts;
        for (std::size_t at = 0; at < balances.size(); ++at) {
            accounts.push_back(Value::of(static_cast<std::int64_t>(at)));
            accounts.push_back(Value::of(balances[at]));
        }
        Operation read;
        read.function = "read";
        read.outcome = Outcome::ok;
        read.called = static_cast<std::uint32_t>(2 * history.size());
        read.returned = read.called + 1;
        read.result = Value::map(accounts);
        history.push_back(read);
    }
    Question question;
    question.model = Model::bank;
    question.consistency = Consistency::conserving;
    question.negative_balances = negative;
    if (total >= 0) question.bank_total = total;
    Budget budget;
    return judge(history, question, budget);
}

TEST(Banks, keep_their_total) {
    EXPECT_EQ(judged_bank({{5, 5}, {3, 7}}, false, -1).verdict, Verdict::upheld);
    EXPECT_EQ(judged_bank({{5, 5}, {3, 8}, {5, 5}}, false, -1).verdict, Verdict::refuted);
    EXPECT_EQ(judged_bank({{5, 5}}, false, 20).verdict, Verdict::refuted);
    EXPECT_EQ(judged_bank({}, false, 20).verdict, Verdict::inconclusive);
}

TEST(Banks, overdraw_only_when_allowed) {
    EXPECT_EQ(judged_bank({{5, 5}, {-1, 11}}, false, -1).verdict, Verdict::refuted);
    EXPECT_EQ(judged_bank({{5, 5}, {-1, 11}}, true, -1).verdict, Verdict::upheld);
}

}  // namespace
}  // namespace triaz::consistency
