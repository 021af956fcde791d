#include "sim/publish/html/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "sim/publish/html/html_writer.hpp"
#include "tests/publish/made_record.hpp"

namespace triaz::publish {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page_of(const run::Result& result, ReportKind kind = ReportKind::rehearsal) {
    return html::to_html(make_report(test::subject_of(result), kind));
}

TEST(Page, allows_its_own_style_and_script_and_nothing_else) {
    const std::string page = page_of(triaz::test::upheld_result());
    EXPECT_THAT(page, HasSubstr("default-src &#39;none&#39;"));
    for (const html::Asset& asset : {html::Asset::style(), html::Asset::script()})
        EXPECT_THAT(page, HasSubstr(html::escaped(asset.source())));
    EXPECT_FALSE(std::regex_search(page, std::regex{" style=\""})) << "the policy forbids it";
    EXPECT_FALSE(std::regex_search(page, std::regex{"(src|href)=\"(?!#)"})) << "no network";
    EXPECT_THAT(std::string{html::Asset::style().text()}, Not(HasSubstr("url(")));
    EXPECT_THAT(std::string{html::Asset::style().text()}, Not(HasSubstr("@import")));
}

TEST(Page, has_every_section_whatever_there_is_to_say) {
    const std::string bare = html::to_html([] {
        Subject subject;
        subject.records.push_back(*read_record(R"({"schema": "triaz.result/1.0"})"));
        return make_report(subject, ReportKind::rehearsal);
    }());
    const std::string whole = page_of(triaz::test::refuted_result());
    for (const char* const id :
         {"executive-summary", "contract", "programme", "architecture", "timeline", "step-log",
          "client-impact", "data-integrity", "capacity", "response", "return", "deviations",
          "findings", "improvement", "last-year", "controls", "simulation", "evidence",
          "sign-off"}) {
        const std::string section = std::string{"<section id=\""} + id + "\"";
        EXPECT_THAT(whole, HasSubstr(section));
        EXPECT_THAT(bare, HasSubstr(section));
    }
    EXPECT_THAT(whole, HasSubstr("no live rehearsal was imported"));
    EXPECT_THAT(bare, HasSubstr("do not hold the architecture"));
}

TEST(Page, has_each_id_once_and_no_reference_to_one_that_is_not_there) {
    const std::string page = page_of(triaz::test::refuted_result());
    std::set<std::string> ids;
    const std::regex id{" id=\"([^\"]*)\""};
    for (std::sregex_iterator at{page.begin(), page.end(), id}, end; at != end; ++at)
        EXPECT_TRUE(ids.insert((*at)[1]).second) << (*at)[1];
    const std::regex to{"(?:href=\"#|aria-labelledby=\")([^\"]*)\""};
    for (std::sregex_iterator at{page.begin(), page.end(), to}, end; at != end; ++at)
        EXPECT_TRUE(ids.contains((*at)[1])) << (*at)[1];
}

TEST(Page, tells_a_refuted_promise_with_its_witness_and_how_to_see_it_again) {
    const std::string page = page_of(triaz::test::refuted_result());
    EXPECT_THAT(page, HasSubstr("refuted, expected upheld"));
    EXPECT_THAT(page, HasSubstr("leader election"));
    EXPECT_THAT(page, HasSubstr("b1-h1 leads state/0"));
    EXPECT_THAT(page, HasSubstr("triaz run scenarios/zone-loss/abrupt.json --seed 42"));
    EXPECT_THAT(page_of(triaz::test::upheld_result()),
                HasSubstr("No promise came out other than expected."));
}

TEST(Page, of_one_scenario_is_no_larger_than_400_kB) {
    // As long as series and logs can get: the bounds of a result.
    run::Result result = triaz::test::refuted_result();
    for (int i = 0; i < 300; ++i)
        result.evidence.timeline.add(triaz::test::at(std::chrono::seconds{51}),
                                     history::Mark::target_ejected, "routing-lb in zone c",
                                     "host c1-h3, 5 errors in a row");
    for (auto& shard : result.evidence.shards)
        for (int i = 0; i < 250; ++i)
            shard.without_leader.push_back({triaz::test::at(std::chrono::milliseconds{40'000 + i}),
                                            triaz::test::at(std::chrono::seconds{60})});
    Subject subject = test::subject_of(result);
    Record& record = subject.records.front();
    const auto row = record.series.front();
    record.series.clear();
    for (int i = 0; i < 500; ++i)
        for (const char* const cohort : {"users-a", "users-b", "users-c", "administrators"}) {
            record.series.push_back(row);
            record.series.back().t = 10.0 + i;
            record.series.back().cohort = cohort;
            record.series.back().ok -= static_cast<std::uint64_t>(i % 7);
            record.series.back().worst_latency = 0.1 + 0.001 * i;
        }
    EXPECT_LE(html::to_html(make_report(subject, ReportKind::rehearsal)).size(), 400'000U);
}

}  // namespace
}  // namespace triaz::publish
