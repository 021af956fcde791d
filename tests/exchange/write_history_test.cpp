#include "sim/exchange/write_history.hpp"

#include <gtest/gtest.h>

#include "sim/exchange/read_history.hpp"
#include "sim/history/sample.hpp"

namespace triaz::exchange {
namespace {

using namespace std::chrono_literals;
using history::nothing_written;

// A write, a read of it, one of nothing, a write nobody answered, and one without an end.
std::vector<history::Operation> sampled() {
    const auto at = [](base::Duration since) { return base::start_of_run + since; };
    history::Samples samples{2};
    const auto write = samples.call(0, 3, 0, true, 64, at(1s));
    const auto other = samples.call(0, 3, 1, false, nothing_written, at(1500ms));
    samples.end(write, true, at(2s));
    samples.answer(other, nothing_written);
    samples.end(other, true, at(2500ms));
    const auto lost = samples.call(0, 3, 0, true, 128, at(3s));
    samples.end(lost, false, at(4s));
    const auto read = samples.call(0, 3, 0, false, nothing_written, at(5s));
    samples.answer(read, 128);
    samples.end(read, true, at(5500ms));
    samples.call(0, 3, 1, true, 65, at(6s));
    return history::operations_of(samples.all(), [](std::uint32_t) { return "state"; });
}

std::string told(const std::vector<history::Operation>& operations) {
    std::string text;
    for (const auto& operation : operations) text += history::to_text(operation) + "\n";
    return text;
}

void expect_read_back(const std::string& text, Form form) {
    const auto read = read_history(text);
    ASSERT_TRUE(std::holds_alternative<Recorded>(read)) << text;
    const auto& recorded = std::get<Recorded>(read);
    const auto written = sampled();
    EXPECT_EQ(recorded.form, form);
    EXPECT_EQ(told(recorded.operations), told(written));
    ASSERT_EQ(recorded.operations.size(), written.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
        EXPECT_EQ(recorded.operations[i].called_at, written[i].called_at);
        EXPECT_EQ(recorded.operations[i].returned_at, written[i].returned_at);
        EXPECT_EQ(recorded.operations[i].outcome, written[i].outcome);
        if (i == 0) continue;
        EXPECT_EQ(recorded.operations[i].called > recorded.operations[i - 1].returned,
                  written[i].called > written[i - 1].returned);
    }
}

TEST(WriteHistory, gives_json_lines_that_are_read_back) {
    const std::string text = to_json_lines(sampled());
    EXPECT_EQ(text.substr(0, text.find('\n')),
              R"({"process":0,"type":"invoke","f":"write","key":"state/3/0","value":64,)"
              R"("time_ns":1000000000})");
    expect_read_back(text, Form::json_lines);
}

TEST(WriteHistory, gives_edn_as_jepsen_does_that_is_read_back) {
    const std::string text = to_edn(sampled());
    EXPECT_EQ(text.substr(0, text.find('\n')),
              R"({:process 0, :type :invoke, :f :write, :value ["state/3/0" 64], )"
              R"(:time 1000000000, :index 0})");
    EXPECT_NE(text.find(R"(:type :ok, :f :read, :value ["state/3/0" 128])"), std::string::npos);
    EXPECT_NE(text.find(R"(:type :info, :f :write, :value ["state/3/0" 128])"), std::string::npos);
    expect_read_back(text, Form::edn);
}

}  // namespace
}  // namespace triaz::exchange
