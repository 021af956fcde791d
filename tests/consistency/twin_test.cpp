// Every search against its twin, on random histories small enough to try every order.
#include <gtest/gtest.h>

#include "sim/consistency/judge.hpp"
#include "tests/consistency/brute_force.hpp"
#include "tests/consistency/random_history.hpp"

namespace triaz::consistency {
namespace {

struct Agreement {
    int upheld = 0, refuted = 0;
};

// The operations of a witness break the promise without the rest of the history.
void expect_witness_stands_alone(const History& history, const Witness& witness,
                                 const Question& question, const Before& before) {
    History part;
    for (const std::uint32_t at : witness.operations) part.push_back(history[at]);
    EXPECT_FALSE(some_order_is_legal(part, question, before)) << "witness:\n"
                                                              << to_text(part) << "of:\n"
                                                              << to_text(history);
    EXPECT_FALSE(witness.steps.empty());
}

// Judges `count` histories, legal and changed ones by turns, both ways.
Agreement expect_agreement(const Shape& shape, const Question& question, const Before& before,
                           int count, std::uint64_t seed) {
    Agreement agreement;
    base::Stream stream{seed};
    for (int at = 0; at < count; ++at) {
        History history = atomic_history(shape, stream);
        if (at % 2 == 1) history = mutated(std::move(history), shape, stream);
        const bool expected = some_order_is_legal(history, question, before);
        Budget budget;
        const Report report = judge(history, question, budget);
        ++(expected ? agreement.upheld : agreement.refuted);
        const bool is_vacuous = report.ok == 0;
        const Verdict verdict = !expected    ? Verdict::refuted
                                : is_vacuous ? Verdict::inconclusive
                                             : Verdict::upheld;
        const bool unseen =  // nothing was read: a verdict of its own
            report.verdict == Verdict::inconclusive && expected;
        if (report.verdict != verdict && !unseen) {
            ADD_FAILURE() << "history " << at << ": expected " << name_of(verdict) << ", got "
                          << name_of(report.verdict) << ": " << report.reason << "\n"
                          << to_text(history);
            return agreement;
        }
        EXPECT_EQ(report.witness.has_value(), report.verdict == Verdict::refuted);
        if (report.witness && question.model != Model::append)
            expect_witness_stands_alone(history, *report.witness, question, before);
    }
    return agreement;
}

void expect_both(const Agreement& agreement, int least) {
    EXPECT_GE(agreement.upheld, least);
    EXPECT_GE(agreement.refuted, least);
}

Question asked(Model model, Consistency consistency) {
    Question question;
    question.model = model;
    question.consistency = consistency;
    return question;
}

TEST(Linearizable, agrees_with_every_order_of_registers) {
    const Question question = asked(Model::single_register, Consistency::linearizable);
    expect_both(expect_agreement({.operations = 7}, question, in_time, 10'000, 1), 1'500);
}

// No search decides these (unique_writes.hpp).
TEST(Linearizable, agrees_with_every_order_of_registers_whose_writes_all_differ) {
    const Question question = asked(Model::single_register, Consistency::linearizable);
    for (const double open : {0.0, 0.2, 0.5}) {
        const Shape shape{.operations = 7, .unique = true, .open_share = open};
        expect_both(expect_agreement(shape, question, in_time, 10'000, 50), 1'000);
    }
}

TEST(Linearizable, agrees_with_every_order_of_compare_and_set) {
    const Question question = asked(Model::cas_register, Consistency::linearizable);
    const Shape shape{.model = Model::cas_register, .operations = 7, .open_share = 0.4};
    expect_both(expect_agreement(shape, question, in_time, 10'000, 2), 1'000);
}

TEST(Linearizable, agrees_when_failed_compare_and_set_has_compared) {
    Question question = asked(Model::cas_register, Consistency::linearizable);
    question.failed_cas_compared = true;
    const Shape shape{.model = Model::cas_register, .operations = 7, .open_share = 0.3};
    expect_both(expect_agreement(shape, question, in_time, 10'000, 3), 1'500);
}

TEST(Linearizable, agrees_with_every_order_of_key_value_texts) {
    const Question question = asked(Model::key_value, Consistency::linearizable);
    const Shape shape{.model = Model::key_value, .operations = 7};
    expect_both(expect_agreement(shape, question, in_time, 10'000, 4), 1'500);
}

TEST(Linearizable, agrees_with_every_order_of_sets_counters_locks_and_transactions) {
    for (const Model model : {Model::set, Model::counter, Model::registers}) {
        const Shape shape{.model = model, .operations = 6, .values = 2};
        expect_both(expect_agreement(shape, asked(model, Consistency::linearizable), in_time, 4'000,
                                     5 + static_cast<std::uint64_t>(model)),
                    250);
    }
    const Shape shape{.model = Model::mutex, .operations = 6, .open_share = 0.1};
    const Agreement agreement =
        expect_agreement(shape, asked(Model::mutex, Consistency::linearizable), in_time, 4'000, 20);
    EXPECT_GT(agreement.upheld, 1'000);
}

TEST(Sequential, agrees_with_every_order_that_keeps_processes) {
    for (const Model model :
         {Model::single_register, Model::cas_register, Model::key_value, Model::registers}) {
        const Shape shape{.model = model, .operations = 7, .processes = 3, .open_share = 0.1};
        expect_both(expect_agreement(shape, asked(model, Consistency::sequential), in_process,
                                     5'000, 30 + static_cast<std::uint64_t>(model)),
                    250);
    }
}

TEST(Append, agrees_with_every_serial_order) {
    const Shape shape{.model = Model::append, .operations = 6, .values = 2};
    expect_both(expect_agreement(shape, asked(Model::append, Consistency::serializable), unordered,
                                 10'000, 40),
                1'000);
}

TEST(Append, agrees_with_every_serial_order_that_keeps_processes) {
    const Shape shape{.model = Model::append, .operations = 6, .processes = 2, .values = 2};
    const Before by_process = [](const history::Operation& a, const history::Operation& b) {
        return in_process(a, b);
    };
    expect_both(
        expect_agreement(shape, asked(Model::append, Consistency::strong_session_serializable),
                         by_process, 5'000, 41),
        500);
}

TEST(Append, agrees_with_every_serial_order_that_keeps_time) {
    const Shape shape{.model = Model::append, .operations = 6, .values = 2};
    expect_both(expect_agreement(shape, asked(Model::append, Consistency::strict_serializable),
                                 in_time, 10'000, 42),
                1'000);
}

}  // namespace
}  // namespace triaz::consistency
