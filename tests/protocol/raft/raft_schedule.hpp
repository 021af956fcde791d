// A random schedule of a Raft cluster that checks, after every step, the invariants of the paper's
// figure 3 and what durability means. It keeps its own record of every log and of what was ever
// committed, and asks the members for nothing but their present state.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/protocol/raft/raft.hpp"
#include "tests/protocol/schedule.hpp"

namespace triaz::protocol::testing {

class RaftSchedule : public Schedule<raft::Raft> {
public:
    RaftSchedule(const raft::Options& options, const Profile& profile, std::uint64_t seed)
        : Schedule(options, profile, seed), logs_(options.members), applied_(options.members) {}

    std::size_t elections() const { return leader_of_.size(); }
    std::size_t truncations() const { return truncations_; }
    std::size_t committed() const { return committed_.size(); }
    std::size_t longest_log() const { return longest_log_; }

protected:
    void after_step(Member member, const Output<Message>& output) override;
    void after_death(Member member) override;
    void at_end() override;

private:
    struct Seen {
        raft::Entry entry;
        Term term_before = 0;
    };
    struct Committed {
        raft::Entry entry;
        Term in_term = 0;  // of the leader that committed it
    };

    void check_log(Member member);
    void check_leader(Member member);
    void check_commit(Member member);
    void check_applied(Member member, const Output<Message>& output);
    std::size_t durable_copies(Index index);

    std::map<Term, Member> leader_of_;
    std::map<std::pair<Index, Term>, Seen> seen_;  // every entry that was ever in a log
    std::vector<std::vector<raft::Entry>> logs_;   // [member][index - 1], dropped entries too
    std::vector<Committed> committed_;             // [index - 1]
    std::vector<Index> applied_;
    std::size_t truncations_ = 0;
    std::size_t longest_log_ = 0;
};

}  // namespace triaz::protocol::testing
