#include "sim/search/journal.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace triaz::search {
namespace {

class JournalTest : public testing::Test {
protected:
    JournalTest() { std::filesystem::remove(path_); }
    ~JournalTest() override { std::filesystem::remove(path_); }

    std::string text() const {
        std::stringstream text;
        text << std::ifstream{path_}.rdbuf();
        return text.str();
    }
    void write(const std::string& text) const { std::ofstream{path_} << text; }

    static Outcome outcome(const std::string& reason) {
        Outcome outcome;
        outcome.claims = {{check::Verdict::refuted, "overload", reason}};
        return outcome;
    }
    void add(const std::string& name, const std::string& reason) const {
        Journal journal{path_, "q"};
        const Outcome one = outcome(reason);
        journal.add({{name, &one}});
    }

    std::string path_ = testing::TempDir() + "/triaz_journal_test_" + std::to_string(getpid());
};

TEST_F(JournalTest, gives_back_what_was_added_before) {
    add("1", "because");
    add("1.2", "because \"of\"\nthat");
    const Journal journal{path_, "q"};
    ASSERT_EQ(journal.found().size(), 2U);
    EXPECT_EQ(journal.found().at("1").claims, outcome("because").claims);
    EXPECT_EQ(journal.found().at("1.2").claims, outcome("because \"of\"\nthat").claims);
}

TEST_F(JournalTest, keeps_instants) {
    Outcome one = outcome("x");
    one.bit = false;
    one.instants = {{base::Time{base::Duration{123456789012345}},
                     {Component::Kind::checks, "edge", 7, true},
                     "made"}};
    {
        Journal journal{path_, "q"};
        journal.add({{"3", &one}});
    }
    const Journal journal{path_, "q"};
    const Outcome& back = journal.found().at("3");
    EXPECT_FALSE(back.bit);
    ASSERT_EQ(back.instants.size(), 1U);
    EXPECT_EQ(back.instants[0].at, one.instants[0].at);
    EXPECT_EQ(back.instants[0].component, one.instants[0].component);
    EXPECT_EQ(back.instants[0].phase, "made");
}

// Cut at every byte: whole lines are kept, the rest is gone, and what is added next is readable.
TEST_F(JournalTest, survives_a_kill_at_any_byte) {
    add("1", "a");
    add("2", "b");
    const std::string whole = text();
    const std::size_t header = whole.find('\n') + 1;
    const std::size_t first = whole.find('\n', header) + 1;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        write(whole.substr(0, size));
        const std::size_t expected = size < first ? 0U : size < whole.size() ? 1U : 2U;
        EXPECT_EQ((Journal{path_, "q"}.found().size()), expected) << size;
        add("3", "c");
        const Journal journal{path_, "q"};
        EXPECT_EQ(journal.found().size(), expected + 1) << size;
        EXPECT_TRUE(journal.found().contains("3")) << size;
    }
}

TEST_F(JournalTest, refuses_the_journal_of_another_question) {
    add("1", "a");
    const std::string before = text();
    EXPECT_THROW((Journal{path_, "another"}), std::runtime_error);
    EXPECT_EQ(text(), before);
}

TEST_F(JournalTest, refuses_a_file_that_is_no_journal) {
    write("my novel\n");
    EXPECT_THROW((Journal{path_, "q"}), std::runtime_error);
    EXPECT_EQ(text(), "my novel\n");
}

TEST_F(JournalTest, is_used_by_one_at_a_time) {
    const Journal journal{path_, "q"};
    EXPECT_THROW((Journal{path_, "q"}), std::runtime_error);
}

}  // namespace
}  // namespace triaz::search
