// What a leader sends, and when: details that a random schedule does not see.
#include "sim/protocol/raft/raft.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::protocol::raft {
namespace {

using Message = Raft::Message;
using Kind = Message::Kind;

constexpr Member leader = 0;
constexpr Member follower = 1;
constexpr Member lagging = 2;

class RaftLeader : public ::testing::Test {
protected:
    // Member 0 leads in term 2 and has `entries` of term 1, all synced.
    void lead(Index entries) {
        state_ = Raft::create({.pre_vote = false, .check_quorum = false}, leader);
        state_.disk.set_ballot({1, nobody});
        for (Index i = 0; i < entries; ++i) state_.disk.append({1, {i}});
        state_.disk.synced(*state_.disk.write());
        step(TimerExpired{TimerKind::election});
        step(Persisted{*output_.persist});
        Message yes;
        yes.kind = Kind::vote_reply;
        yes.success = true;
        yes.term = 2;
        receive(follower, yes);
    }
    void step(const Input<Message>& input) {
        output_.clear();
        Raft::step(state_, input, output_);
    }
    void receive(Member from, const Message& message) { step(Received<Message>{from, message}); }
    void accept(Member from, Index synced) {
        Message reply;
        reply.kind = Kind::append_reply;
        reply.success = true;
        reply.term = 2;
        reply.at.index = synced;
        receive(from, reply);
    }
    void refuse(Member from, Index refused, Position hint) {
        Message reply;
        reply.kind = Kind::append_reply;
        reply.term = 2;
        reply.refused = refused;
        reply.at = hint;
        receive(from, reply);
    }
    std::vector<std::size_t> sent_to(Member to) const {
        std::vector<std::size_t> entries;
        for (std::size_t i = 0; i < output_.sends_used; ++i) {
            if (output_.sends[i].to == to) {
                entries.push_back(Raft::entries_of(output_.sends[i].message));
            }
        }
        return entries;
    }

    Raft::State state_;
    Output<Message> output_;
};

using Sizes = std::vector<std::size_t>;

TEST_F(RaftLeader, sends_one_entry_a_message_to_members_that_keep_up_however_long_its_log) {
    lead(100'000);
    ASSERT_TRUE(Raft::is_leader(state_));
    EXPECT_EQ(sent_to(follower), Sizes{1});
    EXPECT_EQ(sent_to(lagging), Sizes{1});
    step(Propose{{7}, 1});
    EXPECT_EQ(sent_to(follower), Sizes{1});
    EXPECT_EQ(sent_to(lagging), Sizes{1});
}

TEST_F(RaftLeader, checks_its_quorum_a_whole_time_out_after_it_was_elected) {
    lead(1);
    const auto set = [&](TimerKind kind, bool armed) {
        return std::count_if(output_.timers.begin(), output_.timers.end(), [&](SetTimer timer) {
            return timer.kind == kind && timer.armed == armed;
        });
    };
    EXPECT_EQ(set(TimerKind::election, true), 1);
    EXPECT_EQ(set(TimerKind::heartbeat, true), 1);
    EXPECT_EQ(set(TimerKind::lease, false), 1);
    EXPECT_EQ(output_.timers.size(), 3u);
}

TEST_F(RaftLeader, runs_sixteen_full_messages_ahead_of_a_member_that_catches_up) {
    lead(100'000);
    refuse(lagging, 100'000, {0, 0});
    EXPECT_EQ(sent_to(lagging), Sizes{0});  // the probe
    accept(lagging, 0);
    EXPECT_EQ(sent_to(lagging), Sizes(16, 1024));
    accept(lagging, 1024);
    EXPECT_EQ(sent_to(lagging), Sizes{1024});
    accept(lagging, 3 * 1024);
    EXPECT_EQ(sent_to(lagging), Sizes(2, 1024));
    step(Propose{{7}, 1});
    EXPECT_EQ(sent_to(lagging), Sizes{});  // its turn comes
}

TEST_F(RaftLeader, catches_up_again_with_a_member_that_lost_what_was_under_way) {
    lead(100'000);
    refuse(lagging, 100'000, {0, 0});
    accept(lagging, 0);
    accept(lagging, 1024);
    step(TimerExpired{TimerKind::heartbeat});
    refuse(lagging, 17 * 1024, {1024, 1});
    EXPECT_EQ(sent_to(lagging), Sizes{0});
    accept(lagging, 1024);
    EXPECT_EQ(sent_to(lagging), Sizes(16, 1024));
}

TEST_F(RaftLeader, does_not_answer_a_member_that_it_cannot_help_faster_than_its_heartbeat) {
    lead(10);
    refuse(lagging, 10, {0, 0});
    refuse(lagging, 0, {0, 0});
    EXPECT_EQ(sent_to(lagging), Sizes{});
    step(TimerExpired{TimerKind::heartbeat});
    EXPECT_EQ(sent_to(lagging), Sizes{0});
}

TEST_F(RaftLeader, ignores_a_refusal_of_an_append_sent_before_the_probe) {
    lead(10);
    refuse(lagging, 10, {5, 1});
    refuse(lagging, 10, {3, 1});
    EXPECT_EQ(sent_to(lagging), Sizes{});
    accept(lagging, 5);
    EXPECT_EQ(sent_to(lagging), Sizes{6});  // 6 .. 10 and the no-op
}

TEST(RaftOptions, are_refused_when_they_make_no_cluster) {
    EXPECT_THROW(Raft::create({.members = 3, .copies = 4}, 0), base::Bug);
    EXPECT_THROW(Raft::create({.members = 3}, 3), base::Bug);
    EXPECT_THROW(Raft::create({.entries_per_message = 0}, 0), base::Bug);
}

}  // namespace
}  // namespace triaz::protocol::raft
