// The scenes under tests/transcripts/raft, named after the sections of the paper and the thesis.
#include <gtest/gtest.h>

#include <sstream>

#include "sim/protocol/raft/raft.hpp"
#include "tests/protocol/hand_cluster.hpp"
#include "tests/protocol/transcript.hpp"

namespace triaz::protocol::testing {

using raft::Raft;
using raft::Role;

namespace {

std::string print(const raft::Position& position) {
    return std::to_string(position.index) + "." + std::to_string(position.term);
}

// cluster members=3 copies=0 pre_vote=off check_quorum=off entries=1024 mutation=none lease=0
raft::Mutation mutation_of(const std::string& word) {
    if (word == "old_terms") return raft::Mutation::commit_old_terms_by_counting;
    if (word == "early") return raft::Mutation::answer_before_sync;
    if (word == "keeps_lease") return raft::Mutation::keep_lease_in_transfer;
    if (word == "from_answer") return raft::Mutation::count_lease_from_answer;
    if (word == "forgets_lease") return raft::Mutation::forget_lease_on_restart;
    return raft::Mutation::none;
}

}  // namespace

template <>
struct Words<Raft> {
    // Pre-vote and check-quorum are off unless asked for, as in the paper.
    static raft::Options options(std::istream& words) {
        raft::Options options;
        options.pre_vote = false;
        options.check_quorum = false;
        options.preferred_leader = raft::nobody;
        for (std::string word; words >> word;) {
            const std::string key = word.substr(0, word.find('='));
            const std::string value = word.substr(word.find('=') + 1);
            if (key == "members") options.members = static_cast<std::uint8_t>(std::stoi(value));
            if (key == "copies") options.copies = static_cast<std::uint8_t>(std::stoi(value));
            if (key == "pre_vote") options.pre_vote = value == "on";
            if (key == "check_quorum") options.check_quorum = value == "on";
            if (key == "entries")
                options.entries_per_message = static_cast<std::uint32_t>(std::stoi(value));
            if (key == "preferred")
                options.preferred_leader = static_cast<Member>(std::stoi(value.substr(1)) - 1);
            if (key == "mutation") options.mutation = mutation_of(value);
            if (key == "lease") {  // in heartbeats; with check-quorum
                options.reads = raft::Reads::by_lease;
                options.check_quorum = true;
                options.heartbeats_in_lease = static_cast<std::uint8_t>(std::stoi(value));
            }
        }
        return options;
    }

    static std::string message(const Raft::Message& message) {
        using Kind = Raft::Message::Kind;
        std::ostringstream text;
        constexpr const char* kinds[] = {"pre_vote", "pre_vote_reply", "vote",       "vote_reply",
                                         "append",   "append_reply",   "timeout_now"};
        text << kinds[static_cast<int>(message.kind)] << " term " << message.term;
        switch (message.kind) {
            case Kind::pre_vote:
            case Kind::vote:
                text << " log ends " << print(message.at) << (message.urged ? " urged" : "");
                break;
            case Kind::pre_vote_reply:
            case Kind::vote_reply:
                text << (message.success ? " yes" : " no");
                break;
            case Kind::append:
                text << " after " << print(message.at) << " [";
                for (const raft::Entry& entry : message.entries) {
                    text << (&entry == message.entries.data() ? "" : " ") << entry.term << ':'
                         << letter(entry.command);
                }
                text << "] commit " << message.commit;
                if (message.round > 0) text << " round " << message.round;
                if (!message.wants_reply) text << " (no reply)";
                break;
            case Kind::append_reply:
                if (message.success) {
                    text << " synced " << message.at.index;
                } else {
                    text << " refused " << message.refused << ", try " << print(message.at);
                }
                if (message.round > 0) text << " round " << message.round;
                break;
            case Kind::timeout_now:
                break;
        }
        return text.str();
    }

    // follower term 2 commit 3 applied 2 log ..1 1:a 1:b | 2:-    (.. dropped, | synced up to here)
    static std::string state(const Raft::State& state) {
        constexpr const char* roles[] = {"follower", "pre-candidate", "candidate", "leader"};
        const auto& disk = state.disk;
        std::ostringstream text;
        text << roles[static_cast<int>(state.role)] << " term " << disk.ballot().term;
        if (disk.ballot().vote != raft::nobody) text << " voted " << name(disk.ballot().vote);
        text << " commit " << state.commit << " applied " << state.applied << " log";
        if (disk.base() > 0) text << " .." << disk.base();
        for (Index i = disk.base() + 1; i <= disk.last(); ++i) {
            if (i == disk.synced_last() + 1) text << " |";
            text << ' ' << disk.entry(i).term << ':' << letter(disk.entry(i).command);
        }
        return text.str();
    }

    // given S2 term 4 log 1a 1b 4c: what is on its disk, synced
    static bool command(const std::string& verb, std::istream& words, Raft::State& state) {
        if (verb != "given") return false;
        std::string word;
        words >> word;
        Term term = 0;
        words >> term >> word;
        state.disk.set_ballot({term, raft::nobody});
        while (words >> word) {
            const auto end = word.size() - 1;
            const auto key = static_cast<std::uint64_t>(word[end]);
            state.disk.append({std::stoull(word.substr(0, end)), {key}});
        }
        state.disk.synced(*state.disk.write());
        return true;
    }
};

namespace {

class RaftTranscript : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(RaftTranscript, prints_what_is_recorded) {
    HandCluster<Raft> cluster;
    check_transcript(GetParam(),
                     [&](const std::string& command) { return cluster.execute(command); });
}

INSTANTIATE_TEST_SUITE_P(Scene, RaftTranscript, ::testing::ValuesIn(transcripts("raft")),
                         [](const auto& scene) { return transcript_name(scene.param); });

}  // namespace
}  // namespace triaz::protocol::testing
