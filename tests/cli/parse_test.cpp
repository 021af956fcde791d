#include "sim/cli/parse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/cli/exit_code.hpp"

namespace triaz::cli {
namespace {

using ::testing::HasSubstr;

template <class Options>
Options parsed(const std::vector<std::string>& words) {
    return std::get<Options>(std::get<Command>(parse(words)));
}

// What is said about words that make no command.
std::string complaint(const std::vector<std::string>& words) {
    try {
        (void)parse(words);
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::usage);
        return failure.what();
    }
    return "none";
}

TEST(Parse, takes_no_negative_number_for_a_great_one) {
    for (const char* command : {"run", "explore", "shrink", "tolerance", "frontier"})
        EXPECT_THAT(complaint({command, "x.json", "--seed", "-1"}), HasSubstr("whole number"))
            << command;
    EXPECT_THAT(complaint({"tolerance", "x.json", "--budget", "-1"}), HasSubstr("whole number"));
}

std::string help(const std::vector<std::string>& words) {
    return std::get<Help>(parse(words)).text;
}

TEST(Parse, knows_the_defaults_of_run) {
    const auto options = parsed<RunOptions>({"run", "x.json"});
    EXPECT_EQ(options.scenario, "x.json");
    EXPECT_FALSE(options.seed || options.mutant || options.output);
    EXPECT_EQ(options.requirement, Requirement::as_expected);
    EXPECT_EQ(options.format, Format::human);
    EXPECT_FALSE(options.quiet);
}

TEST(Parse, takes_all_options_of_run_in_any_order) {
    const auto options = parsed<RunOptions>({"run", "--seed", "18446744073709551615", "--claim",
                                             "rto", "x.json", "--strict", "--claim=rpo", "-q", "-f",
                                             "json", "-o", "out.json", "-m", "no fencing"});
    EXPECT_EQ(options.scenario, "x.json");
    EXPECT_EQ(options.seed, 18446744073709551615U);
    EXPECT_EQ(options.claims, (std::vector<std::string>{"rto", "rpo"}));
    EXPECT_EQ(options.mutant, "no fencing");
    EXPECT_EQ(options.requirement, Requirement::upheld);
    EXPECT_EQ(options.format, Format::json);
    EXPECT_EQ(options.output, "out.json");
    EXPECT_TRUE(options.quiet);
}

TEST(Parse, takes_all_options_of_test) {
    const auto options = parsed<TestOptions>(
        {"test", "a", "b", "-j", "3", "--filter", "zone", "--no-mutants", "--format", "junit"});
    EXPECT_EQ(options.paths, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(options.jobs, 3U);
    EXPECT_EQ(options.filter, "zone");
    EXPECT_FALSE(options.mutants);
    EXPECT_EQ(options.format, Format::junit);
    EXPECT_TRUE(parsed<TestOptions>({"test", "a"}).mutants);
}

TEST(Parse, takes_words_after_two_dashes_as_they_are) {
    EXPECT_EQ(parsed<RunOptions>({"run", "--", "--strict"}).scenario, "--strict");
}

TEST(Parse, knows_the_small_commands) {
    EXPECT_EQ(parsed<ValidateOptions>({"validate", "a", "b"}).files.size(), 2U);
    EXPECT_EQ(parsed<SchemaOptions>({"schema", "result"}).kind, "result");
    EXPECT_EQ(parsed<ExplainOptions>({"explain", "exposure", "window"}).words.size(), 2U);
    EXPECT_TRUE(parsed<ExplainOptions>({"explain"}).words.empty());
    (void)parsed<VersionOptions>({"version"});
    (void)parsed<VersionOptions>({"--version"});
}

TEST(Parse, suggests_the_nearest_command_and_option) {
    EXPECT_THAT(complaint({"rnu"}), HasSubstr("no command is named `rnu`; did you mean `run`?"));
    EXPECT_THAT(
        complaint({"run", "x.json", "--sed", "3"}),
        HasSubstr("no option is named `--sed`; did you mean `--seed`?\nSee `triaz run --help`."));
    EXPECT_THAT(complaint({"run", "x.json", "--mutnat=3"}), HasSubstr("did you mean `--mutant`?"));
}

TEST(Parse, refuses_what_is_missing_too_much_or_out_of_range) {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{},
                                               {"run"},
                                               {"run", "a", "b"},
                                               {"run", "a", "--seed", "-1"},
                                               {"run", "a", "--seed", "1e3"},
                                               {"run", "a", "--seed", "18446744073709551616"},
                                               {"run", "a", "--seed"},
                                               {"run", "a", "--format", "yaml"},
                                               {"test"},
                                               {"test", "a", "--jobs", "0"},
                                               {"test", "a", "--jobs", "many"},
                                               {"validate"},
                                               {"validate", "a", "--format", "junit"},
                                               {"schema"},
                                               {"schema", "plans"},
                                               {"version", "now"},
                                               {"run", "a", "validate", "b"},
                                               {"-x"}})
        EXPECT_NE(complaint(words), "none") << ::testing::PrintToString(words);
}

TEST(Parse, has_help_with_examples_for_every_command) {
    EXPECT_THAT(help({"--help"}), HasSubstr("Examples:"));
    for (const char* const command : {"run", "test", "validate", "schema", "explain", "version"}) {
        EXPECT_THAT(help({"--help"}), HasSubstr(command));
        EXPECT_THAT(help({command, "--help"}),
                    HasSubstr("Examples:\n  triaz " + std::string{command}));
        EXPECT_THAT(help({command, "-h"}), HasSubstr("Usage: triaz " + std::string{command}));
    }
}

TEST(Parse, has_help_that_fits_in_80_columns) {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"--help"},
                                               {"run", "--help"},
                                               {"test", "--help"},
                                               {"validate", "--help"},
                                               {"schema", "--help"},
                                               {"explain", "--help"}}) {
        const std::string text = help(words);
        for (std::size_t from = 0; from < text.size();) {
            const std::size_t to = text.find('\n', from);
            EXPECT_LE(to - from, 80U) << text.substr(from, to - from);
            from = to + 1;
        }
    }
}

}  // namespace
}  // namespace triaz::cli
