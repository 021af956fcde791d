// What decisions cost, without clock and network: one committed write of a shard of three members,
// and the choice of a target.
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/base/ensure.hpp"
#include "sim/engine/balancing.hpp"
#include "sim/protocol/machine.hpp"
#include "sim/protocol/mirror/mirror.hpp"
#include "sim/protocol/raft/raft.hpp"

namespace triaz::bench {

namespace {

// Three members whose messages arrive at once and in order, and whose disks take no time.
template <protocol::StepMachine M>
class Shard {
public:
    Shard() {
        for (std::size_t member = 0; member < members_.size(); ++member) {
            members_[member] = M::create({}, static_cast<protocol::Member>(member));
        }
        for (std::size_t member = 0; member < members_.size(); ++member) {
            output_.clear();
            M::start(members_[member], output_);
            carry_out(static_cast<protocol::Member>(member));
        }
        deliver_all();
        base::ensure(M::is_leader(members_[0]), "the first member leads");
    }

    void write(std::uint64_t key) {
        feed(0, protocol::Propose{protocol::Command{key}, key});
        deliver_all();
    }
    // A leader lets logs shrink only when it hears that every member holds them.
    void heartbeat() {
        feed(0, protocol::TimerExpired{protocol::TimerKind::heartbeat});
        deliver_all();
    }
    std::uint64_t committed() const { return committed_; }

private:
    struct Flight {
        protocol::Member from = 0;
        protocol::Member to = 0;
        typename M::Message message;
    };

    void feed(protocol::Member member, const protocol::Input<typename M::Message>& input) {
        output_.clear();
        M::step(members_[member], input, output_);
        carry_out(member);
    }

    void carry_out(protocol::Member member) {
        for (;;) {
            for (std::size_t at = 0; at < output_.sends_used; ++at) {
                if (sent_ == flights_.size()) flights_.emplace_back();
                Flight& flight = flights_[sent_++];
                flight.from = member;
                flight.to = output_.sends[at].to;
                std::swap(flight.message, output_.sends[at].message);
            }
            for (const protocol::Answered& answered : output_.answers) {
                committed_ += answered.answer == protocol::Answer::committed;
            }
            if (!output_.persist) return;
            const protocol::Ticket ticket = *output_.persist;
            output_.clear();
            M::step(members_[member], protocol::Persisted{ticket}, output_);
        }
    }

    void deliver_all() {
        for (std::size_t at = 0; at < sent_; ++at) {
            std::swap(arrived_, flights_[at]);  // `flights_` may grow meanwhile
            feed(arrived_.to,
                 protocol::Received<typename M::Message>{arrived_.from, arrived_.message});
        }
        sent_ = 0;
    }

    std::array<typename M::State, 3> members_;
    protocol::Output<typename M::Message> output_;
    std::vector<Flight> flights_;
    std::size_t sent_ = 0;
    Flight arrived_;
    std::uint64_t committed_ = 0;
};

template <protocol::StepMachine M>
void commit(benchmark::State& state) {
    Shard<M> shard;
    std::uint64_t key = 0;
    for ([[maybe_unused]] auto iteration : state) {
        shard.write(key++);
        if (key % 512 == 0) shard.heartbeat();
    }
    base::ensure(shard.committed() == key, "every write is answered as committed, once");
}
BENCHMARK(commit<protocol::raft::Raft>)->Name("raft/commit on three members");
BENCHMARK(commit<protocol::mirror::Mirror>)->Name("mirror/commit on three members");

void pick(benchmark::State& state, const traffic::Policy& policy) {
    world::Balancer declared;
    declared.policy = policy;
    std::vector<engine::View::Member> members;
    for (std::int64_t n = 0; n < state.range(0); ++n)
        members.push_back({static_cast<engine::UnitIndex>(n), topology::ZoneId{0}});
    engine::View view(declared, topology::ZoneId{0}, std::move(members), 1, base::Stream{1});
    std::vector<std::uint32_t> under_way(64);
    std::size_t at = 0;
    for ([[maybe_unused]] auto iteration : state) {  // as many requests are always under way
        const std::uint32_t target = *view.pick({}, 0);
        std::uint32_t& oldest = under_way[at++ % under_way.size()];
        if (at > under_way.size()) view.ended(oldest);
        view.began(target);
        oldest = target;
    }
}
BENCHMARK_CAPTURE(pick, round_robin, traffic::policy::EvenRoundRobin{})
    ->Name("balancer/round robin of")
    ->Arg(9)
    ->Arg(9'000);
BENCHMARK_CAPTURE(pick, least_requests, traffic::policy::LeastRequests{})
    ->Name("balancer/least requests of")
    ->Arg(9)
    ->Arg(9'000);

}  // namespace

}  // namespace triaz::bench
