#include "sim/cli/check_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/cli/parse.hpp"

namespace triaz::cli {
namespace {

using ::testing::HasSubstr;

CheckOptions parsed(const std::vector<std::string>& words) {
    return std::get<CheckOptions>(std::get<Command>(parse(words)));
}

std::string complaint(const std::vector<std::string>& words) {
    try {
        (void)parse(words);
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::usage);
        return failure.what();
    }
    return "none";
}

TEST(CheckWords, have_defaults) {
    const CheckOptions options = parsed({"check", "h.edn"});
    EXPECT_EQ(options.history, "h.edn");
    EXPECT_FALSE(options.model || options.consistency || options.initial || options.total);
    EXPECT_EQ(options.failed_cas, FailedCas::by_form);
    EXPECT_EQ(options.time_budget, std::chrono::seconds{60});
    EXPECT_EQ(options.memory_budget, 1'000'000'000U);
    EXPECT_EQ(options.format, Format::human);
}

TEST(CheckWords, are_taken_in_any_order) {
    const CheckOptions options = parsed({"check",
                                         "-",
                                         "--model",
                                         "cas-register",
                                         "-c",
                                         "sequential",
                                         "--initial",
                                         "0",
                                         "--failed-cas",
                                         "compared",
                                         "--time-budget",
                                         "1.5min",
                                         "--memory-budget",
                                         "2GiB",
                                         "-f",
                                         "json",
                                         "--witness",
                                         "w.html",
                                         "--total",
                                         "-5",
                                         "--negative-balances",
                                         "-o",
                                         "out"});
    EXPECT_EQ(options.history, "-");
    EXPECT_EQ(options.model, consistency::Model::cas_register);
    EXPECT_EQ(options.consistency, consistency::Consistency::sequential);
    EXPECT_EQ(options.initial, "0");
    EXPECT_EQ(options.failed_cas, FailedCas::compared);
    EXPECT_EQ(options.time_budget, std::chrono::seconds{90});
    EXPECT_EQ(options.memory_budget, std::size_t{2} << 30);
    EXPECT_EQ(options.format, Format::json);
    EXPECT_EQ(options.witness, "w.html");
    EXPECT_EQ(options.total, -5);
    EXPECT_TRUE(options.negative_balances);
    EXPECT_EQ(options.output, "out");
}

TEST(CheckWords, are_complained_about) {
    EXPECT_THAT(complaint({"check"}), HasSubstr("HISTORY is required"));
    EXPECT_THAT(complaint({"check", "h", "--model", "queue"}), HasSubstr("queue"));
    EXPECT_THAT(complaint({"check", "h", "--time-budget", "60"}), HasSubstr("no time such as 60s"));
    EXPECT_THAT(complaint({"check", "h", "--memory-budget", "0B"}), HasSubstr("no size such as"));
    EXPECT_THAT(complaint({"check", "h", "--modle", "kv"}), HasSubstr("did you mean `--model`?"));
}

}  // namespace
}  // namespace triaz::cli
