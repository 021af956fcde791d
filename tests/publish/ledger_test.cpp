#include "sim/publish/ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace triaz::publish {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Ledgers : public testing::Test {
protected:
    Ledgers()
        : path_(
              (fs::temp_directory_path() / ("triaz-ledger-" + std::to_string(getpid()))).string()) {
        fs::remove(path_);
    }
    ~Ledgers() override { fs::remove(path_); }

    LedgerEntry add(const std::string& kind, const std::string& what,
                    std::optional<std::uint64_t> closes = {}) {
        LedgerEntry entry;
        entry.kind = kind;
        entry.what = what;
        entry.on = "2026-11-23";
        entry.closes = closes;
        return Ledger{path_, Ledger::Access::write}.add(entry);
    }
    std::vector<std::string> broken() const { return Ledger{path_, Ledger::Access::read}.broken(); }
    std::vector<LedgerEntry> entries() const {
        return Ledger{path_, Ledger::Access::read}.entries();
    }
    // Each place in the file where `from` stands becomes `to`, of the same length.
    void tamper(const std::string& from, const std::string& to) {
        std::ifstream in{path_, std::ios::binary};
        std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        const std::size_t at = bytes.find(from);
        ASSERT_NE(at, std::string::npos);
        ASSERT_EQ(from.size(), to.size());
        bytes.replace(at, from.size(), to);
        std::ofstream{path_, std::ios::binary} << bytes;
    }

    std::string path_;
};

TEST_F(Ledgers, give_back_what_was_added_in_its_order) {
    add("exercise", "zone a was lost");
    const LedgerEntry finding = add("finding", "'quoted'; DROP TABLE entry; \"<b>\"");
    add("action", "more capacity", finding.number);
    const auto all = entries();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[1].what, "'quoted'; DROP TABLE entry; \"<b>\"");
    EXPECT_EQ(all[1].hash, finding.hash);
    EXPECT_EQ(all[2].closes, 2U);
    EXPECT_EQ(all[2].number, 3U);
    EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Ledgers, name_the_first_entry_that_was_changed) {
    add("finding", "detection took 40 s");
    add("finding", "detection took 50 s");
    add("approval", "accepted");
    tamper("detection took 50 s", "detection took 05 s");
    EXPECT_THAT(broken(), ElementsAre(HasSubstr("entry 2 is not as it was written")));
}

TEST_F(Ledgers, know_that_a_hash_was_changed) {
    add("finding", "one");
    const LedgerEntry last = add("finding", "two");
    std::string other = last.hash;
    other[0] = other[0] == '0' ? '1' : '0';
    tamper(last.hash, other);
    EXPECT_THAT(broken(), SizeIs(1));
}

TEST_F(Ledgers, keep_actions_and_findings_open_until_an_entry_closes_them) {
    add("finding", "slow");
    add("action", "faster");
    add("approval", "yes");
    EXPECT_THAT(open_entries(entries()), SizeIs(2));
    add("done", "is faster", 2);
    ASSERT_THAT(open_entries(entries()), SizeIs(1));
    EXPECT_EQ(open_entries(entries())[0].what, "slow");
}

TEST_F(Ledgers, are_no_other_file) {
    std::ofstream{path_} << "something else, and long enough to be looked at as a database";
    EXPECT_THROW((Ledger{path_, Ledger::Access::write}), std::runtime_error);
    EXPECT_FALSE(is_ledger("something else"));
    fs::remove(path_);
    EXPECT_THROW((Ledger{path_, Ledger::Access::read}), std::runtime_error) << "reading makes none";
    EXPECT_FALSE(fs::exists(path_));
}

TEST_F(Ledgers, are_told_in_json) {
    add("action", "faster");
    const auto json = nlohmann::json::parse(to_json(entries()));
    EXPECT_EQ(json["entries"][0]["kind"], "action");
    EXPECT_EQ(json["entries"][0]["hash"], entries()[0].hash);
}

}  // namespace
}  // namespace triaz::publish
