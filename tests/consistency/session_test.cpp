#include "sim/consistency/session.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "sim/consistency/judge.hpp"
#include "tests/consistency/random_history.hpp"

namespace triaz::consistency {
namespace {

using history::Operation;
using history::Outcome;

// The twin: tries every order of the versions of one register. Values are 0 (initial: nil) and up.
class Orders {
public:
    explicit Orders(const History& history) : history_(history) {
        for (const Operation& operation : history)
            if (operation.function == "write") versions_.push_back(version(operation));
        std::sort(versions_.begin(), versions_.end());
    }

    bool one_suits(bool own_writes, bool reads, bool writes, bool follow) {
        std::vector<std::int64_t> order = versions_;
        do {
            place_.clear();
            place_[0] = 0;
            for (const std::int64_t version : order)
                place_[version] = static_cast<int>(place_.size());
            if (suits(own_writes, reads, writes, follow)) return true;
        } while (std::next_permutation(order.begin(), order.end()));
        return false;
    }

    // Whether every read saw a write that may have happened by then.
    bool are_reads_possible() const {
        return std::all_of(history_.begin(), history_.end(), [&](const Operation& read) {
            if (read.function != "read" || read.outcome != Outcome::ok || version(read) == 0)
                return true;
            return std::any_of(history_.begin(), history_.end(), [&](const Operation& write) {
                return write.function == "write" && version(write) == version(read) &&
                       write.outcome != Outcome::fail && write.called < read.returned;
            });
        });
    }

private:
    static std::int64_t version(const Operation& operation) {
        return operation.function == "read" ? operation.result.integer()
                                            : operation.argument.integer();
    }

    bool suits(bool own_writes, bool reads, bool writes, bool follow) {
        for (const Operation& first : history_)
            for (const Operation& second : history_) {
                if (first.process != second.process || first.called >= second.called) continue;
                if (first.outcome != Outcome::ok || second.outcome == Outcome::fail) continue;
                const bool writes_first = first.function == "write";
                const bool writes_second = second.function == "write";
                if (second.outcome == Outcome::open && !(writes_second && !writes_first)) continue;
                const bool asked = writes_first ? (writes_second ? writes : own_writes)
                                                : (writes_second ? follow : reads);
                const int before = place_[version(first)], after = place_[version(second)];
                if (asked && (writes_second ? before >= after : before > after)) return false;
            }
        return true;
    }

    const History& history_;
    std::vector<std::int64_t> versions_;
    std::map<std::int64_t, int> place_;
};

TEST(Sessions, agree_with_every_order_of_versions) {
    Question question;
    question.consistency = Consistency::session;
    base::Stream stream{7};
    int upheld = 0, refuted = 0;
    for (int at = 0; at < 10'000; ++at) {
        const Shape shape{.operations = 8, .processes = 2, .values = 5, .unique = true};
        History history = atomic_history(shape, stream);
        if (at % 2 == 1) history = mutated(std::move(history), shape, stream);
        for (Operation& operation : history)  // 0 is the initial value, written nil
            if (operation.result == history::Value::of(std::int64_t{0}))
                operation.result = history::Value{};
        Budget budget;
        const Report report = judge(history, question, budget);
        Orders orders{history};
        const bool all = orders.are_reads_possible() && orders.one_suits(true, true, true, true);
        ++(all ? upheld : refuted);
        if (all)
            ASSERT_NE(report.verdict, Verdict::refuted) << report.reason << "\n"
                                                        << to_text(history);
        else
            ASSERT_EQ(report.verdict, Verdict::refuted) << to_text(history);
        if (!orders.are_reads_possible()) continue;
        const auto named = [&](const char* name) {
            return std::any_of(report.anomalies.begin(), report.anomalies.end(),
                               [&](const Anomaly& anomaly) { return anomaly.name == name; });
        };
        EXPECT_EQ(named("read your writes"), !orders.one_suits(true, false, false, false));
        EXPECT_EQ(named("monotonic reads"), !orders.one_suits(false, true, false, false));
        EXPECT_EQ(named("monotonic writes"), !orders.one_suits(false, false, true, false));
        EXPECT_EQ(named("writes follow reads"), !orders.one_suits(false, false, false, true));
    }
    EXPECT_GT(upheld, 2'000);
    EXPECT_GT(refuted, 2'000);
}

}  // namespace
}  // namespace triaz::consistency
