#include "sim/protocol/raft/storage.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"

namespace triaz::protocol::raft {
namespace {

// The twin keeps a whole copy of the disk for every ticket.
struct Disk {
    Ballot ballot;
    std::vector<Entry> log;
};

class StorageTwin {
public:
    explicit StorageTwin(std::uint64_t seed) : random_(seed) {}

    void act() {
        switch (random_.below(10)) {
            case 0:
                written_.ballot = {written_.ballot.term + 1, static_cast<Member>(random_.below(5))};
                storage_.set_ballot(written_.ballot);
                break;
            case 1:
                if (storage_.last() > storage_.base()) {
                    const Index from =
                        storage_.base() + 1 + random_.below(storage_.last() - storage_.base());
                    written_.log.resize(from - 1);
                    storage_.truncate(from);
                }
                break;
            case 2:
            case 3:
                write();
                break;
            case 4:
                sync();
                break;
            case 5:
                storage_.drop_through(
                    std::min(storage_.synced_last(), storage_.base() + random_.below(3)));
                break;
            case 6:
                if (random_.below(4) == 0) lose_power();
                break;
            default: {
                const Entry entry{written_.ballot.term, {random_.bits()}};
                written_.log.push_back(entry);
                storage_.append(entry);
            }
        }
    }

    void check() const {
        ASSERT_EQ(storage_.ballot(), written_.ballot);
        ASSERT_EQ(storage_.synced_ballot(), durable_.ballot);
        ASSERT_EQ(storage_.last(), written_.log.size());
        ASSERT_LE(storage_.base(), storage_.synced_last());
        ASSERT_LE(storage_.synced_last(), storage_.last());
        for (Index i = storage_.base() + 1; i <= storage_.last(); ++i) {
            ASSERT_EQ(storage_.entry(i), written_.log[i - 1]);
        }
        if (storage_.base() > 0) {
            ASSERT_EQ(storage_.term_at(storage_.base()), written_.log[storage_.base() - 1].term);
        }
        // What is said to be synced is on the disk as it stands.
        ASSERT_LE(storage_.synced_last(), durable_.log.size());
        for (Index i = storage_.base() + 1; i <= storage_.synced_last(); ++i) {
            ASSERT_EQ(storage_.entry(i), durable_.log[i - 1]);
        }
    }

private:
    void write() {
        const auto ticket = random_.below(5) == 0 ? storage_.write_again() : storage_.write();
        if (ticket) tickets_[*ticket] = written_;
    }
    // Any ticket under way stands for those before it.
    void sync() {
        if (tickets_.empty()) return;
        auto chosen = tickets_.begin();
        std::advance(chosen, static_cast<std::ptrdiff_t>(random_.below(tickets_.size())));
        durable_ = chosen->second;
        storage_.synced(chosen->first);
        tickets_.erase(tickets_.begin(), std::next(chosen));
    }
    void lose_power() {
        storage_.lose_power();
        written_ = durable_;
        tickets_.clear();
        ASSERT_TRUE(storage_.all_synced());
        ASSERT_EQ(storage_.synced_last(), storage_.last());
    }

    base::Stream random_;
    Storage storage_;
    Disk written_;
    Disk durable_;
    std::map<Ticket, Disk> tickets_;
};

TEST(RaftStorage, gives_back_after_a_power_failure_what_was_synced_and_nothing_else) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        StorageTwin twin(seed);
        for (int i = 0; i < 300; ++i) {
            twin.act();
            ASSERT_NO_FATAL_FAILURE(twin.check()) << "seed " << seed << " action " << i;
        }
    }
}

TEST(RaftStorage, finds_the_last_entry_of_a_term_or_the_one_before) {
    Storage storage;
    for (const Term term : {1, 1, 1, 4, 4, 6}) storage.append({term, {}});
    EXPECT_EQ(storage.last_of_term_at_most(6, 6), 6u);
    EXPECT_EQ(storage.last_of_term_at_most(5, 6), 5u);
    EXPECT_EQ(storage.last_of_term_at_most(3, 6), 3u);
    EXPECT_EQ(storage.last_of_term_at_most(9, 4), 4u);
    EXPECT_EQ(storage.last_of_term_at_most(0, 6), 0u);
}

TEST(RaftStorage, never_replaces_a_dropped_entry) {
    Storage storage;
    for (int i = 0; i < 4; ++i) storage.append({1, {}});
    storage.synced(*storage.write());
    storage.drop_through(2);
    EXPECT_EQ(storage.base(), 2u);
    EXPECT_THROW(storage.truncate(2), base::Bug);
    storage.append({1, {}});
    EXPECT_THROW(storage.drop_through(5), base::Bug);
}

}  // namespace
}  // namespace triaz::protocol::raft
