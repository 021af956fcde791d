#include "sim/check/terms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim/check/glossary.hpp"

namespace triaz::check {
namespace {

using ::testing::HasSubstr;

TEST(Terms, each_is_explained_once_and_under_every_name) {
    std::set<std::string> names;
    for (const GlossaryEntry& entry : glossary()) {
        EXPECT_TRUE(names.insert(entry.explanation.term).second) << entry.explanation.term;
        ASSERT_TRUE(explain(entry.explanation.term));
        EXPECT_EQ(explain(entry.explanation.term)->term, entry.explanation.term);
        for (const std::string& other : entry.other_names) {
            ASSERT_TRUE(explain(other)) << other;
            EXPECT_EQ(explain(other)->term, entry.explanation.term) << other;
        }
    }
    EXPECT_EQ(terms().size(), glossary().size());
}

TEST(Terms, hold_what_reports_speak_of) {
    for (const char* term : {"RTO",          "RPO",
                             "Z0",           "Z1",
                             "Z2",           "Z3",
                             "T0",           "T1",
                             "T2",           "T3",
                             "T4",           "T5",
                             "T6",           "T7",
                             "verdict",      "witness",
                             "strength",     "acknowledged",
                             "ambiguous",    "late",
                             "rejected",     "attempt",
                             "outage",       "exposure window",
                             "guaranteed",   "synchronous copies",
                             "vacuity",      "mutant",
                             "trade",        "evidence class",
                             "exit codes",   "minimum service level",
                             "steady state", "slice",
                             "duplicate"}) {
        EXPECT_TRUE(explain(term)) << term;
    }
}

TEST(Terms, are_found_however_they_are_written) {
    for (const char* spelling :
         {"rto", "RTO", "Rto", "recovery-time", "Recovery_Time", "recovery time objective"}) {
        ASSERT_TRUE(explain(spelling)) << spelling;
        EXPECT_EQ(explain(spelling)->term, "RTO");
    }
    EXPECT_FALSE(explain("rtoo"));
    EXPECT_FALSE(explain(""));
}

TEST(Terms, refer_to_terms_that_exist_and_not_to_themselves) {
    const auto all = terms();
    for (const std::string& term : all) {
        const Explanation explanation = *explain(term);
        for (const std::string& also : explanation.see_also) {
            EXPECT_NE(std::ranges::find(all, also), all.end()) << term << " -> " << also;
            EXPECT_NE(also, term);
        }
        EXPECT_FALSE(explanation.see_also.empty()) << term;
    }
}

TEST(Terms, print_in_80_columns_without_losing_a_word) {
    for (const std::string& term : terms()) {
        const Explanation explanation = *explain(term);
        const std::string text = to_text(explanation);
        EXPECT_TRUE(text.ends_with("\n"));
        EXPECT_EQ(text.find(" \n"), std::string::npos) << term;
        std::size_t start = 0;
        std::string words;
        while (start < text.size()) {
            const std::size_t end = text.find('\n', start);
            EXPECT_LE(end - start, 80U) << term;
            const std::size_t first = text.find_first_not_of(' ', start);
            if (first < end) words += text.substr(first, end - first) + " ";
            start = end + 1;
        }
        EXPECT_THAT(words, HasSubstr(explanation.meaning));
        for (const std::string& paragraph : explanation.text)
            EXPECT_THAT(words, HasSubstr(paragraph));
    }
}

TEST(Terms, z3_says_that_power_loss_cannot_meet_it) {
    EXPECT_THAT(to_text(*explain("Z3")), HasSubstr("power loss cannot meet Z3"));
}

}  // namespace
}  // namespace triaz::check
