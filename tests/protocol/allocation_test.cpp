// A step must not allocate once queues and messages have reached their size. The members exchange
// messages as a driver would that reuses its own.
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "sim/protocol/mirror/mirror.hpp"
#include "sim/protocol/quorum/quorum.hpp"
#include "sim/protocol/raft/raft.hpp"
#include "sim/protocol/standby/standby.hpp"
#include "tests/support/allocations.hpp"

namespace triaz::protocol {
namespace {

template <class M>
class Loop {
public:
    using Message = typename M::Message;

    explicit Loop(const typename M::Options& options) : mails_(256), tickets_(options.members) {
        for (Member m = 0; m < options.members; ++m) states_.push_back(M::create(options, m));
        for (Member m = 0; m < options.members; ++m) {
            output_.clear();
            M::start(states_[m], output_);
            carry_out(m);
        }
        settle();
    }

    // Three writes and a read, told of at once, then a heartbeat.
    void round() {
        for (int i = 0; i < 3; ++i) step(0, Propose{{++key_}, key_});
        step(0, Read{0});
        settle();
        step(0, TimerExpired{TimerKind::heartbeat});
        settle();
    }
    std::size_t answered() const { return answered_; }

private:
    struct Mail {
        Member from;
        Member to;
        Message message;
    };
    void step(Member m, const Input<Message>& input) {
        output_.clear();
        M::step(states_[m], input, output_);
        carry_out(m);
    }
    void carry_out(Member m) {
        for (std::size_t i = 0; i < output_.sends_used; ++i) {
            Mail& mail = mails_[next_++ % mails_.size()];
            mail.from = m;
            mail.to = output_.sends[i].to;
            mail.message = output_.sends[i].message;
        }
        if (output_.persist) tickets_[m] = output_.persist;
        answered_ += output_.answers.size();
    }
    void settle() {
        for (bool any = true; any;) {
            any = false;
            for (Member m = 0; m < tickets_.size(); ++m) {
                if (!tickets_[m]) continue;
                any = true;
                const Ticket ticket = *tickets_[m];
                tickets_[m].reset();
                step(m, Persisted{ticket});
            }
            for (; first_ != next_; any = true) {
                const Mail& mail = mails_[first_++ % mails_.size()];
                step(mail.to, Received<Message>{mail.from, mail.message});
            }
        }
    }

    std::vector<typename M::State> states_;
    std::vector<Mail> mails_;
    std::vector<std::optional<Ticket>> tickets_;
    std::size_t first_ = 0;
    std::size_t next_ = 0;
    std::uint64_t key_ = 0;
    std::size_t answered_ = 0;
    Output<Message> output_;
};

template <class M>
void expect_no_allocation(const typename M::Options& options = {}) {
    Loop<M> loop{options};
    for (int i = 0; i < 100; ++i) loop.round();
    const std::size_t before = support::allocations();
    const std::size_t answered = loop.answered();
    for (int i = 0; i < 10000; ++i) loop.round();
    EXPECT_EQ(support::allocations(), before);
    EXPECT_EQ(loop.answered(), answered + 40000);
}

TEST(Step, of_raft_does_not_allocate_in_a_steady_state) { expect_no_allocation<raft::Raft>(); }

TEST(Step, of_a_mirror_does_not_allocate_in_a_steady_state) {
    expect_no_allocation<mirror::Mirror>();
}

TEST(Step, of_a_standby_does_not_allocate_in_a_steady_state) {
    expect_no_allocation<standby::Standby>();
    expect_no_allocation<standby::Standby>({.synchronous = 2, .fallback = true});
}

TEST(Step, of_a_quorum_does_not_allocate_in_a_steady_state) {
    expect_no_allocation<quorum::Quorum>({.items = 10});
}

TEST(Step, of_an_in_sync_set_does_not_allocate_in_a_steady_state) {
    expect_no_allocation<standby::Standby>({.rule = standby::Rule::in_sync});
}

}  // namespace
}  // namespace triaz::protocol
