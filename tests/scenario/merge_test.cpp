// The cases are those of RFC 7386, appendix A, and positions.
#include "sim/scenario/merge.hpp"

#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/collector.hpp"

namespace triaz::scenario {
namespace {

class Trees {
public:
    Value operator()(const std::string& text) {
        const std::uint32_t file = files_.add({"f", "f", text, {}});
        return parse(file, files_[file].text, values_left_, complaints_).value();
    }

private:
    Files files_;
    Complaints complaints_{files_};
    std::size_t values_left_ = 1'000;
};

std::string merged(const std::string& base, const std::string& patch) {
    Trees tree;
    return to_json(merge(tree(base), tree(patch)));
}

TEST(Merge, gives_what_the_rfc_says) {
    const char* cases[][3] = {
        {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
        {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
        {R"({"a":"b"})", R"({"a":null})", R"({})"},
        {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
        {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
        {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
        {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
        {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
        {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
        {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
        {R"({"a":"foo"})", "null", "null"},
        {R"({"a":"foo"})", R"("bar")", R"("bar")"},
        {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
        {R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})"},
        {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
    };
    for (const auto& [base, patch, result] : cases)
        EXPECT_EQ(merged(base, patch), result) << base << patch;
}

TEST(Merge, keeps_the_order_of_the_base_when_keys_go_and_come) {
    EXPECT_EQ(merged(R"({"a":1,"b":2,"c":3,"d":4})", R"({"e":5,"b":null,"d":6,"f":7,"a":null})"),
              R"({"c":3,"d":6,"e":5,"f":7})");
}

TEST(Merge, keeps_the_position_of_the_file_a_value_is_from) {
    Trees tree;
    const Value base = tree(R"({"kept":1,"changed":{"inner":2,"other":3}})");
    const Value whole = merge(base, tree(R"({"changed":{"inner":4},"new":{"deep":5}})"));
    EXPECT_EQ(whole.find("kept")->at, (Position{0, 8}));
    EXPECT_EQ(whole.find("changed")->find("other")->at.file, 0u);
    EXPECT_EQ(whole.find("changed")->find("inner")->at, (Position{1, 20}));
    EXPECT_EQ(whole.find("new")->find("deep")->at.file, 1u);
    EXPECT_EQ(whole.find("changed")->at.file, 1u);
}

}  // namespace
}  // namespace triaz::scenario
