#include "sim/scenario/document.hpp"

#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/collector.hpp"

namespace triaz::scenario {
namespace {

struct Parsed {
    Files files;
    Complaints complaints{files};
    std::optional<Value> root;
    std::size_t values_left = 1'000;

    explicit Parsed(std::string text) {
        const std::uint32_t file = files.add({"f", "f", std::move(text), {}});
        root = parse(file, files[file].text, values_left, complaints);
    }
    // "line:column" of a value.
    std::string at(const Value& value) const {
        const Files::Place place = files.place(value.at);
        return std::to_string(place.line) + ":" + std::to_string(place.column);
    }
};

TEST(Document, knows_where_each_value_begins) {
    const Parsed parsed{
        "{\n  \"a\" : 12 ,\"b\":[true,  null,\"x\\ny\" ,\n -1.5e3 ],\n\t\"c\":{\"d\":{}}}\n"};
    ASSERT_TRUE(parsed.root);
    const Value& root = *parsed.root;
    EXPECT_EQ(parsed.at(root), "1:1");
    EXPECT_EQ(parsed.at(*root.find("a")), "2:9");
    const Value& list = *root.find("b");
    EXPECT_EQ(parsed.at(list), "2:17");
    EXPECT_EQ(parsed.at((*list.array())[0]), "2:18");
    EXPECT_EQ(parsed.at((*list.array())[1]), "2:25");
    EXPECT_EQ(parsed.at((*list.array())[2]), "2:30");
    EXPECT_EQ(parsed.at((*list.array())[3]), "3:2");
    EXPECT_EQ(parsed.at(*root.find("c")->find("d")), "4:11");
    const Position key = (*root.object())[1].at;
    EXPECT_EQ(parsed.files.place(key).column, 13u);
}

TEST(Document, lines_may_end_as_on_other_systems) {
    const Parsed parsed{"{\r\n\"a\":\r\n1}"};
    EXPECT_EQ(parsed.at(*parsed.root->find("a")), "3:1");
    EXPECT_EQ(parsed.files.place({0, 3}).line_text, "\"a\":");
}

TEST(Document, keeps_keys_in_the_order_of_the_file) {
    const Parsed parsed{R"({"z":1,"a":2,"m":3})"};
    EXPECT_EQ(to_json(*parsed.root), R"({"z":1,"a":2,"m":3})");
}

TEST(Document, numbers_keep_all_their_bits) {
    const Parsed parsed{
        R"([18446744073709551615, -9223372036854775808, 0.1, 1e3, -0.0, 3.0, 9007199254740993])"};
    const Array& items = *parsed.root->array();
    EXPECT_EQ(items[0].count(), 18446744073709551615u);
    EXPECT_EQ(items[1].count(), std::nullopt);
    EXPECT_EQ(items[2].number(), 0.1);
    EXPECT_EQ(items[3].count(), 1000u);
    EXPECT_EQ(items[4].count(), 0u);
    EXPECT_EQ(items[5].count(), 3u);
    EXPECT_EQ(items[6].count(), 9007199254740993u);
    EXPECT_EQ(items[2].count(), std::nullopt);
}

TEST(Document, of_a_key_given_again_the_first_stays) {
    Parsed parsed{R"({"a":1,"b":2,"a":3,"a":4,"c":5})"};
    EXPECT_EQ(to_json(*parsed.root), R"({"a":1,"b":2,"c":5})");
    EXPECT_EQ(parsed.complaints.errors(), 2u);
}

TEST(Document, as_deep_as_it_may_be_but_no_deeper) {
    EXPECT_TRUE(Parsed(std::string(deepest, '[') + std::string(deepest, ']')).root);
    EXPECT_FALSE(Parsed(std::string(deepest + 1, '[') + std::string(deepest + 1, ']')).root);
}

TEST(Document, of_as_many_values_as_it_may_have_but_no_more) {
    std::string text = "[0";
    for (int i = 0; i < 998; ++i) text += ",0";
    const Parsed full{text + "]"};
    EXPECT_TRUE(full.root);
    EXPECT_EQ(full.values_left, 0u);
    EXPECT_EQ(size_of(*full.root), 1'000u);
    EXPECT_FALSE(Parsed(text + ",0]").root);
}

TEST(Document, writes_what_reads_back_the_same) {
    const std::string text = R"({"a":[null,true,-3,0.1,1e+300,"q\"\\\u0001\u007f ü"],"":{}})";
    const Parsed once{text};
    const Parsed twice{to_json(*once.root)};
    EXPECT_EQ(to_json(*once.root), to_json(*twice.root));
    EXPECT_EQ(to_json(*once.root), text);
}

TEST(Document, shows_broken_text_safely) {
    EXPECT_EQ(in_quotes("a\xff\xc3("),
              "\"a?"
              "?(\"");
    EXPECT_EQ(in_quotes(std::string(100, 'x')), "\"" + std::string(60, 'x') + "...\"");
    EXPECT_EQ(in_quotes("tab\tquote\""), "\"tab\\u0009quote\\\"\"");
    // Overlong, a surrogate, beyond Unicode: no characters.
    EXPECT_EQ(in_quotes("\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80"), "\"" + std::string(9, '?') + "\"");
}

}  // namespace
}  // namespace triaz::scenario
