#include "sim/cli/exit_code.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace triaz::cli {
namespace {

using check::Verdict;
using scenario::Complaint;

TEST(ExitCode, is_zero_exactly_when_a_claim_is_as_expected) {
    for (const Verdict verdict : {Verdict::upheld, Verdict::refuted, Verdict::inconclusive})
        for (const Verdict expected : {Verdict::upheld, Verdict::refuted, Verdict::inconclusive})
            EXPECT_EQ(
                exit_code_of(verdict, expected, Requirement::as_expected) == ExitCode::as_required,
                verdict == expected);
}

TEST(ExitCode, tells_a_claim_that_broke_from_one_that_could_not_be_decided) {
    const auto code = [](Verdict verdict, Verdict expected) {
        return exit_code_of(verdict, expected, Requirement::as_expected);
    };
    EXPECT_EQ(code(Verdict::refuted, Verdict::upheld), ExitCode::refuted);
    EXPECT_EQ(code(Verdict::upheld, Verdict::refuted), ExitCode::refuted);
    EXPECT_EQ(code(Verdict::upheld, Verdict::inconclusive), ExitCode::refuted);
    EXPECT_EQ(code(Verdict::inconclusive, Verdict::upheld), ExitCode::inconclusive);
    EXPECT_EQ(code(Verdict::inconclusive, Verdict::refuted), ExitCode::inconclusive);
}

TEST(ExitCode, when_strict_is_zero_for_upheld_alone) {
    for (const Verdict expected : {Verdict::upheld, Verdict::refuted, Verdict::inconclusive}) {
        const auto code = [&](Verdict verdict) {
            return exit_code_of(verdict, expected, Requirement::upheld);
        };
        EXPECT_EQ(code(Verdict::upheld), ExitCode::as_required);
        EXPECT_EQ(code(Verdict::refuted), ExitCode::refuted);
        EXPECT_EQ(code(Verdict::inconclusive), ExitCode::inconclusive);
    }
}

TEST(ExitCode, the_worse_of_two_speaks_for_both) {
    const std::vector<ExitCode> order{
        ExitCode::bug,          ExitCode::invalid_input,    ExitCode::io,         ExitCode::refuted,
        ExitCode::inconclusive, ExitCode::nothing_selected, ExitCode::as_required};
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = 0; j < order.size(); ++j)
            EXPECT_EQ(worse(order[i], order[j]), order[std::min(i, j)]);
}

TEST(ExitCode, of_complaints_knows_invalid_from_unreadable_and_passes_warnings) {
    Complaint warning;
    warning.severity = Complaint::Severity::warning;
    Complaint error;
    Complaint unreadable;
    unreadable.unreadable = true;
    EXPECT_EQ(exit_code_of(std::vector<Complaint>{}), ExitCode::as_required);
    EXPECT_EQ(exit_code_of(std::vector{warning}), ExitCode::as_required);
    EXPECT_EQ(exit_code_of(std::vector{warning, error}), ExitCode::invalid_input);
    EXPECT_EQ(exit_code_of(std::vector{unreadable}), ExitCode::io);
    EXPECT_EQ(exit_code_of(std::vector{unreadable, error}), ExitCode::invalid_input);
}

TEST(ExitCode, of_a_signal_is_as_a_shell_has_it) { EXPECT_EQ(exit_code_of_signal(15), 143); }

}  // namespace
}  // namespace triaz::cli
