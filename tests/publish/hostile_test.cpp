// Names in a model may hold anything: in no form may they become markup, a command or a formula.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "sim/publish/document_json.hpp"
#include "sim/publish/for_tools.hpp"
#include "sim/publish/html/html_writer.hpp"
#include "sim/publish/html/page.hpp"
#include "sim/publish/markdown.hpp"
#include "tests/publish/made_record.hpp"

namespace triaz::publish {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<std::string>& poisons() {
    static const std::vector<std::string> all{
        "<script>alert(1)</script>",
        "\"]]></style><img src=x onerror=alert(1)>",
        "</title><svg/onload=alert(1)>",
        "' onmouseover='alert(1)",
        "x|y\n# heading\n[link](javascript:alert(1)) `code` ![i](http://a) <b>",
        "~~~~~~\n</details><h1>",
        "=cmd|' /C calc'!A0",
        "::error::%0A::set-output name=x::y\r\n::add-mask::",
        "\xE2\x80\xAE\x01\xFF\xFEtxt"};
    return all;
}

Subject hostile(const std::string& poison) {
    Subject subject;
    subject.records.push_back(
        test::read(test::spoilt(test::whole(triaz::test::refuted_result()), poison)));
    subject.records.front().file = poison;
    subject.evidence.push_back({poison, poison, poison});
    subject.version = poison;
    return subject;
}

// What may stand between < and >: the tags of a page that has no hostile name in it.
std::set<std::string> tags_of(const std::string& html) {
    static const std::regex tag{"<(/?[!A-Za-z][A-Za-z0-9]*)"};
    std::set<std::string> found;
    const std::string body = html.substr(html.find("</style>"));
    const std::string text = body.substr(0, body.find("<script>"));
    for (std::sregex_iterator at{text.begin(), text.end(), tag}, end; at != end; ++at)
        found.insert((*at)[1]);
    return found;
}

TEST(HostileNames, make_no_element_and_no_attribute_of_a_page) {
    const auto clean = tags_of(html::to_html(
        make_report(test::subject_of(triaz::test::refuted_result()), ReportKind::rehearsal)));
    ASSERT_GT(clean.size(), 20U);
    for (const std::string& poison : poisons()) {
        const std::string page = html::to_html(make_report(hostile(poison), ReportKind::rehearsal));
        for (const std::string& tag : tags_of(page)) EXPECT_TRUE(clean.contains(tag)) << tag;
        // No quote that was not escaped opens an attribute.
        const std::string body = page.substr(page.find("</style>"));
        const std::string unquoted = std::regex_replace(body.substr(0, body.find("<script>")),
                                                        std::regex{"\"[^\"<]*\""}, "\"\"");
        EXPECT_FALSE(std::regex_search(unquoted, std::regex{"<[^>]* on[a-z]+="})) << poison;
    }
}

TEST(HostileNames, make_no_markup_of_markdown) {
    for (const std::string& poison : poisons()) {
        const std::string text = to_markdown(make_report(hostile(poison), ReportKind::rehearsal));
        bool fenced = false;
        for (std::size_t from = 0; from < text.size();) {
            const std::size_t end = std::min(text.find('\n', from), text.size());
            const std::string line = text.substr(from, end - from);
            from = end + 1;
            if (line == "~~~~~~") fenced = !fenced;
            if (fenced) continue;
            EXPECT_FALSE(std::regex_search(line, std::regex{"(^|[^\\\\])[<`\\[]"})) << line;
            EXPECT_FALSE(line.starts_with("# heading")) << line;
        }
        EXPECT_FALSE(fenced) << "a name closed or opened a fence";
    }
}

TEST(HostileNames, stay_inside_the_cells_of_csv_and_compute_nothing) {
    for (const std::string& poison : poisons()) {
        const std::string csv = to_csv(hostile(poison).records);
        const auto is_formula = std::regex{"(^|,|\n)\"?[=+@|%]"};
        EXPECT_FALSE(std::regex_search(csv, is_formula)) << csv;
        EXPECT_EQ(std::count(csv.begin(), csv.end(), '"') % 2, 0);
    }
}

TEST(HostileNames, stay_inside_one_workflow_command_a_line) {
    for (const std::string& poison : poisons()) {
        const std::string text = to_annotations(hostile(poison).records);
        for (std::size_t from = 0; from < text.size();) {
            const std::size_t end = text.find('\n', from);
            const std::string line = text.substr(from, end - from);
            EXPECT_TRUE(std::regex_search(
                line, std::regex{"^::(error|notice|warning) file=[^:,]*,title=[^:,]*::"}))
                << line;
            from = end + 1;
        }
        EXPECT_THAT(text, Not(HasSubstr("\r")));
    }
}

TEST(HostileNames, keep_xml_and_json_well_formed) {
    for (const std::string& poison : poisons()) {
        const Subject subject = hostile(poison);
        EXPECT_TRUE(nlohmann::json::accept(to_trace(subject.records)));
        EXPECT_TRUE(nlohmann::json::accept(to_sarif(subject.records, "0")));
        EXPECT_TRUE(nlohmann::json::accept(to_json(make_report(subject, ReportKind::rehearsal))));
        const std::string xml = to_junit(subject.records);
        EXPECT_THAT(xml, Not(HasSubstr("<script")));
        EXPECT_THAT(xml, Not(HasSubstr("]]>")));
        EXPECT_THAT(xml, Not(HasSubstr("\x01")));
    }
}

TEST(HtmlEscaping, leaves_nothing_that_a_browser_could_read_as_markup) {
    EXPECT_EQ(html::escaped("<a b='c' d=\"e\">&amp;"),
              "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;amp;");
    EXPECT_EQ(html::escaped("\x01\xFF\xE2\x80\xAE"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(html::escaped("zone \xC3\xA9 \xE2\x9C\x97"), "zone \xC3\xA9 \xE2\x9C\x97");
}

TEST(MarkdownEscaping, keeps_names_readable_and_breaks_every_mark) {
    EXPECT_EQ(markdown_text("az-power-loss: 99.5% (T5-T1), time_to_detect"),
              "az-power-loss: 99.5% (T5-T1), time_to_detect");
    EXPECT_EQ(markdown_text("a|b\n*c* <d> [e](f)"), "a\\|b \\*c\\* \\<d\\> \\[e\\](f)");
    EXPECT_EQ(markdown_text("- x"), "\\- x");
    EXPECT_EQ(markdown_text("https://a.example @b"), "https\\://a.example \\@b");
}

// FIPS 180-4: the digest of "abc"; of nothing, as content security policies name it.
TEST(ContentHash, is_the_base64_of_the_digest) {
    EXPECT_EQ(html::sha256_base64("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    EXPECT_EQ(html::sha256_base64(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

}  // namespace
}  // namespace triaz::publish
