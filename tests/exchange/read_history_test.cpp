#include "sim/exchange/read_history.hpp"

#include <gtest/gtest.h>

#include "sim/exchange/picture.hpp"

namespace triaz::exchange {
namespace {

using history::Outcome;

Recorded read(std::string_view text) {
    auto result = read_history(text);
    if (const auto* complaint = std::get_if<Complaint>(&result)) {
        ADD_FAILURE() << to_text(*complaint, "text", text);
        return {};
    }
    return std::get<Recorded>(std::move(result));
}

Complaint complaint(std::string_view text) {
    const auto result = read_history(text);
    if (std::holds_alternative<Recorded>(result)) {
        ADD_FAILURE() << "was read: " << text.substr(0, 80);
        return {};
    }
    return std::get<Complaint>(result);
}

std::string told(const Recorded& recorded) {
    std::string text;
    for (const auto& operation : recorded.operations) text += history::to_text(operation) + "\n";
    return text;
}

TEST(ReadHistory, takes_a_vector_of_maps_with_comments_and_commas) {
    const Recorded recorded = read(
        "; a comment\n[{:process 0, :type :invoke, :f :write, :value 1 :time 5}\n"
        " #_{:process 9 :type :invoke :f :write :value 9} ^:meta\n"
        " {:process 0 :type :ok :f :write :value 1, :time 7, :index 1}]\n");
    EXPECT_EQ(recorded.form, Form::edn);
    EXPECT_EQ(told(recorded), "process 0: write 1\n");
    EXPECT_EQ(recorded.operations[0].returned_at->time_since_epoch().count(), 7);
    EXPECT_EQ(recorded.operations[0].line, 2U);
}

TEST(ReadHistory, takes_lists_tags_sets_and_processes_that_are_no_clients) {
    const Recorded recorded = read(
        "(#jepsen.history.Op{:process 1, :type :invoke, :f :read, :value nil}\n"
        "{:process :nemesis, :type :info, :f :start, :value [:isolated {\"n1\" #{\"n2\"}}]}\n"
        "{:process 1, :type :ok, :f :read, :value #{2 1}, :when #inst \"2015-01-01\"})");
    EXPECT_EQ(told(recorded), "process 1: read -> #{1 2}\n");
    EXPECT_EQ(recorded.passed_over, 1U);
}

TEST(ReadHistory, keeps_what_never_returned_open) {
    const Recorded recorded = read(
        "{:process 1, :type :invoke, :f :write, :value 1}\n"
        "{:process 1, :type :info, :f :write, :value 1, :error :timeout}\n"
        "{:process 2, :type :invoke, :f :write, :value 2}\n"
        "{:process 3, :type :invoke, :f :write, :value 3}\n"
        "{:process 3, :type :fail, :f :write, :value 3}\n");
    ASSERT_EQ(recorded.operations.size(), 3U);
    EXPECT_EQ(recorded.operations[0].outcome, Outcome::open);
    EXPECT_EQ(recorded.operations[0].error, ":timeout");
    EXPECT_EQ(recorded.operations[1].outcome, Outcome::open);
    EXPECT_EQ(recorded.operations[2].outcome, Outcome::fail);
}

TEST(ReadHistory, takes_log_lines_and_passes_over_the_rest_of_a_log) {
    const Recorded recorded = read(
        "2015-03-10 12:00:01 INFO jepsen.core - Running test\n"
        "INFO  jepsen.util - 3\t:invoke\t:cas\t[1 2]\n"
        "INFO [2015-03-10 12:00:02] jepsen worker 4 - jepsen.util 4\t:invoke\t:read\tnil\r\n"
        "INFO  jepsen.util - :nemesis\t:info\t:start\tnil\n"
        "INFO  jepsen.util - 3\t:info\t:cas\t:timed-out\n"
        "4\t:ok\t:read\t1\n");
    EXPECT_EQ(recorded.form, Form::log);
    EXPECT_EQ(told(recorded), "process 3: cas [1 2] (open)\nprocess 4: read -> 1\n");
    EXPECT_EQ(recorded.passed_over, 2U);
}

TEST(ReadHistory, takes_key_value_text) {
    const Recorded recorded = read(
        "{:process 0, :type :invoke, :f :append, :key \"0\", :value \"x 0 0 y\"}\n"
        "{:process 0, :type :ok, :f :append, :key \"0\", :value \"x 0 0 y\"}\n");
    EXPECT_EQ(told(recorded), "process 0: append \"0\" \"x 0 0 y\"\n");
}

TEST(ReadHistory, takes_json_lines) {
    const Recorded recorded = read(
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"key\":\"x\",\"value\":[1,\"a\"],"
        "\"time_ns\":12,\"node\":\"n1\"}\n\n"
        "{\"process\":0,\"type\":\"ok\",\"f\":\"write\",\"key\":\"x\",\"value\":[1,\"a\"]}\n");
    EXPECT_EQ(recorded.form, Form::json_lines);
    EXPECT_EQ(told(recorded), "process 0: write \"x\" [1 \"a\"]\n");
}

TEST(ReadHistory, tells_independent_keys_from_compare_and_set) {
    const Recorded keyed = read(
        "{:process 0 :type :invoke :f :cas :value [:x [1 2]]}{:process 0 :type :info :f :cas "
        ":value nil}{:process 1 :type :invoke :f :read :value [:y nil]}{:process 1 :type :ok "
        ":f :read :value [:y 3]}");
    EXPECT_EQ(told(keyed), "process 0: cas :x [1 2] (open)\nprocess 1: read :y -> 3\n");
    const Recorded plain =
        read("{:process 0 :type :invoke :f :cas :value [1 2]}{:process 1 :type :invoke :f :read}");
    EXPECT_EQ(told(plain), "process 0: cas [1 2] (open)\nprocess 1: read (open)\n");
    const Recorded tuples = read(
        "{:process 1 :type :invoke :f :read :value #jepsen.independent.Tuple{:key 7 :value nil}}");
    EXPECT_EQ(told(tuples), "process 1: read 7 (open)\n");
}

struct Bad {
    const char* text;
    std::uint64_t line, column;
    const char* message;
};

class Malformations : public ::testing::TestWithParam<Bad> {};

TEST_P(Malformations, are_told_with_their_place) {
    const Complaint found = complaint(GetParam().text);
    EXPECT_EQ(found.line, GetParam().line);
    EXPECT_EQ(found.column, GetParam().column);
    EXPECT_EQ(found.message, GetParam().message);
    EXPECT_FALSE(found.expected.empty());
}

INSTANTIATE_TEST_SUITE_P(
    ReadHistory, Malformations,
    ::testing::Values(
        Bad{"", 0, 0, "the history is empty"}, Bad{"; nothing\n", 0, 0, "the history is empty"},
        Bad{"hello\nworld\n", 0, 0, "this is no recorded history that triaz knows"},
        Bad{"[{:process 0 :type :invoke :f :read}", 1, 1, "this list is never closed"},
        Bad{"{:process 0\n :type :invoke :f :read", 1, 1, "this is never closed"},
        Bad{"{:process 0 :type :invoke :f :read]", 1, 35, "`]` closes what was opened otherwise"},
        Bad{"{:process 0 :type}", 1, 1, "the last key of this map has no value"},
        Bad{"{:process 0 :f :read}", 1, 1, "an event has no type"},
        Bad{"{:process 0 :type :maybe :f :read}", 1, 1, "type is :maybe"},
        Bad{"{:process 0 :type :ok :f :read}", 1, 1,
            "process 0 returns from read, which it has not called"},
        Bad{"{:process 0 :type :invoke :f :read}\n{:process 0 :type :invoke :f :read}", 2, 1,
            "process 0 calls read while its read of line 1 is still under way"},
        Bad{"{:process 0 :type :invoke :f :read}\n{:process 0 :type :ok :f :write}", 2, 1,
            "process 0 returns from write, but called read"},
        Bad{"{:process 0 :type :invoke :f :write :value \"x}", 1, 44, "this text is never closed"},
        Bad{"{\"process\":0,\"type\":\"invoke\",}\n", 1, 30, "this is no JSON"},
        Bad{"{\"process\":0}\n", 1, 1, "an event has no type"},
        Bad{"INFO - 0\t:invoke\t:write\t[1\n", 1, 25, "this is never closed"}));

TEST(ReadHistory, does_not_follow_values_without_end) {
    const std::string deep(1'000'000, '[');
    EXPECT_EQ(complaint("{:process 0 :type :invoke :f :read :value " + deep).message,
              "values are nested too deeply");
    std::string discarded;
    for (int at = 0; at < 300'000; ++at) discarded += "#_ ";
    EXPECT_EQ(complaint("[" + std::string{"{"} + discarded).message,
              "values are nested too deeply");
    EXPECT_EQ(complaint("{\"process\":0,\"value\":" + deep).message,
              "values are nested too deeply");
    std::string tags;
    for (int at = 0; at < 300'000; ++at) tags += "#a ";
    EXPECT_EQ(complaint("{:a " + tags).message, "values are nested too deeply");
}

TEST(ReadHistory, survives_every_cut_and_changed_byte) {
    const std::string whole =
        "[#jepsen.history.Op{:process 0, :type :invoke, :f :cas, :value [1 2], :time 3}\n"
        "{:process 0 :type :ok :f :cas :value [1 2] :error \"\\u00e4\\n\" :x #{1.5 1/2 \\a}}]";
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_TRUE(std::holds_alternative<Complaint>(read_history(whole.substr(0, length))));
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const char byte : {'\0', '"', '[', '#', '\\', '\xff', '^'}) {
            std::string changed = whole;
            changed[at] = byte;
            (void)read_history(changed);  // whatever it says, it says it
        }
}

TEST(Picture, shows_a_witness_and_is_not_broken_by_what_it_shows) {
    const Recorded recorded = read(
        "{:process 0 :type :invoke :f :write :value \"<script>\"}\n"
        "{:process 0 :type :ok :f :write :value \"<script>\"}\n");
    consistency::Report report;
    report.verdict = consistency::Verdict::refuted;
    report.witness = consistency::Witness{.summary = "s",
                                          .key = {},
                                          .operations = {0},
                                          .order = {},
                                          .impossible = 0,
                                          .steps = {"a & b"}};
    const std::string page = picture(recorded.operations, report, "x<y");
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_NE(page.find("a &amp; b"), std::string::npos);
    EXPECT_EQ(page.find("http"), std::string::npos);
    EXPECT_NE(page.find("prefers-color-scheme: dark"), std::string::npos);
}

}  // namespace
}  // namespace triaz::exchange
