// A random schedule of a primary and its standbys that checks, after every step: one primary an
// epoch and one at an instant, matching logs, the promised copies of every acknowledged write, and
// that nothing is lost but what was acknowledged while the guarantee was noted as reduced.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "sim/protocol/standby/standby.hpp"
#include "tests/protocol/schedule.hpp"

namespace triaz::protocol::testing {

class StandbySchedule : public Schedule<standby::Standby> {
public:
    using Options = standby::Options;

    StandbySchedule(const Options& options, const Profile& profile, std::uint64_t seed)
        : Schedule(options, profile, seed),
          options_(options),
          logs_(options.members),
          reduced_(options.members) {}

    std::size_t elections() const { return primary_of_.size(); }
    std::size_t resumed() const { return resumed_; }
    std::size_t truncations() const { return truncations_; }
    std::size_t reductions() const { return reductions_; }
    std::size_t restorations() const { return restorations_; }
    std::size_t unguaranteed() const { return unguaranteed_.size(); }
    // Acknowledged writes that the primary has not got at the end.
    std::size_t lost() const { return lost_; }
    std::size_t smallest_set() const { return smallest_set_; }

    std::size_t copies_of(std::uint64_t key);  // on how many disks it is

protected:
    void after_step(Member member, const Output<Message>& output) override;
    void after_death(Member member) override;
    void after_acknowledgement(std::uint64_t key) override;
    void at_end() override;
    bool holds_data(Member member) override { return member < options_.data_members(); }
    bool may_undo(std::uint64_t key) override { return !promised_.contains(key) || may_lose(key); }
    bool may_lose(std::uint64_t key) override;

private:
    struct Seen {
        standby::Entry entry;
        Term term_before = 0;
    };

    void check_log(Member member);
    void check_primary(Member member);
    void note_guarantee(Member member, const Output<Message>& output);
    void check_restored(Member member);

    Options options_;
    std::map<Term, Member> primary_of_;
    std::map<std::pair<Index, Term>, Seen> seen_;
    std::vector<std::vector<standby::Entry>> logs_;
    std::vector<bool> reduced_;
    std::set<std::uint64_t> promised_;      // acknowledged
    std::set<std::uint64_t> unguaranteed_;  // of those, while the guarantee was reduced
    std::size_t resumed_ = 0;
    std::size_t truncations_ = 0;
    std::size_t reductions_ = 0;
    std::size_t restorations_ = 0;
    std::size_t lost_ = 0;
    std::size_t smallest_set_ = 32;
};

}  // namespace triaz::protocol::testing
