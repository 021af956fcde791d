#include "sim/report/json_writer.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>

#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"

namespace triaz::report {
namespace {

using namespace std::chrono_literals;

std::string written(const auto& value) {
    JsonWriter json;
    json.value(value);
    return std::move(json).text();
}

TEST(JsonWriter, lays_out_one_element_a_line_and_rows_on_one) {
    JsonWriter json;
    json.begin_object();
    json.member("name", "a");
    json.key("none").begin_array();
    json.end_array();
    json.key("rows").begin_array();
    for (const std::uint64_t i : {1U, 2U}) {
        json.begin_object(JsonWriter::Layout::row);
        json.member("i", i);
        json.key("inner").begin_array();
        json.value(true);
        json.value(nullptr);
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    EXPECT_EQ(std::move(json).text(), R"({
  "name": "a",
  "none": [],
  "rows": [
    {"i": 1, "inner": [true, null]},
    {"i": 2, "inner": [true, null]}
  ]
}
)");
}

TEST(JsonWriter, writes_strings_that_another_parser_reads_back) {
    for (const std::string& text :
         {std::string{"plain"}, std::string{"\"quoted\" \\ / \b\f\n\r\t"},
          std::string{"nul\0and \x01 \x1f \x7f", 13}, std::string{"é 漢 😀"},
          std::string{"</script><!-- ]]>"}, std::string{}})
        EXPECT_EQ(nlohmann::json::parse(written(text)).get<std::string>(), text);
}

TEST(JsonWriter, replaces_what_is_no_utf8) {
    const std::string mark = "\xEF\xBF\xBD";
    const auto read_back = [](const std::string& text) {
        return nlohmann::json::parse(written(text)).get<std::string>();
    };
    EXPECT_EQ(read_back("a\xFFz"), "a" + mark + "z");
    EXPECT_EQ(read_back("\xC3"), mark);
    EXPECT_EQ(read_back("\xC0\xAF"), mark + mark) << "overlong";
    EXPECT_EQ(read_back("\xE0\x80\xAF"), mark + mark + mark) << "overlong";
    EXPECT_EQ(read_back("\xED\xA0\x80"), mark + mark + mark) << "surrogate";
    EXPECT_EQ(read_back("\xF4\x90\x80\x80"), mark + mark + mark + mark) << "above U+10FFFF";
}

TEST(JsonWriter, writes_any_bytes_as_valid_json) {
    base::Stream random{7};
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (std::uint64_t i = random.below(24); i > 0; --i)
            bytes += static_cast<char>(random.below(256));
        EXPECT_TRUE(nlohmann::json::accept(written(bytes)));
    }
}

TEST(JsonWriter, writes_instants_exactly_to_the_nanosecond) {
    EXPECT_EQ(exact_seconds(0ns), "0");
    EXPECT_EQ(exact_seconds(1ns), "0.000000001");
    EXPECT_EQ(exact_seconds(30s), "30");
    EXPECT_EQ(exact_seconds(31400ms), "31.4");
    EXPECT_EQ(exact_seconds(100s + 7ns), "100.000000007");
    EXPECT_EQ(exact_seconds(-1500ms), "-1.5");
    EXPECT_EQ(exact_seconds(base::Duration::max()), "9223372036.854775807");
    EXPECT_EQ(exact_seconds(base::Duration::min()), "-9223372036.854775808");
}

TEST(JsonWriter, writes_numbers_that_read_back_to_the_same_value) {
    base::Stream random{3};
    for (int round = 0; round < 2000; ++round) {
        const double number = random.uniform() * 1e6;
        EXPECT_EQ(std::strtod(written(number).c_str(), nullptr), number);
    }
    EXPECT_EQ(written(1.4), "1.4\n");
    EXPECT_EQ(written(0.1 + 0.2), "0.30000000000000004\n");
    EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615\n");
}

TEST(JsonWriter, has_no_number_for_what_is_not_finite) {
    EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "null\n");
    EXPECT_EQ(written(-std::numeric_limits<double>::infinity()), "null\n");
}

TEST(JsonWriter, refuses_text_with_an_open_container) {
    JsonWriter json;
    json.begin_array();
    EXPECT_THROW((void)std::move(json).text(), base::Bug);
}

}  // namespace
}  // namespace triaz::report
