#include "sim/history/sample.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace triaz::history {

std::uint32_t Samples::next_read() {
    // The golden ratio's multiples, whose upper bits visit all keys alike.
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
    static_assert(keys_per_shard == 64);
    return static_cast<std::uint32_t>((++reads_ * golden) >> 58);
}

SampleIndex Samples::call(std::uint32_t store, std::uint32_t shard, std::uint32_t key, bool write,
                          Sequence value, base::Time now) {
    if (!takes(key)) return not_sampled;
    if (samples_.size() == most_samples) {
        cut_short_ = true;
        return not_sampled;
    }
    Sample& sample = samples_.emplace_back();
    sample.store = store;
    sample.shard = shard;
    sample.key = key;
    sample.write = write;
    sample.value = value;
    sample.called_at = now;
    sample.called = order_++;
    return static_cast<SampleIndex>(samples_.size() - 1);
}

void Samples::answer(SampleIndex index, Sequence value) {
    if (index == not_sampled || cut_short_) return;
    Sample& sample = samples_[index];
    if (sample.returned != never_returned) return;
    sample.found = true;
    sample.value = value;
}

void Samples::end(SampleIndex index, bool success, base::Time now) {
    if (index == not_sampled) return;
    Sample& sample = samples_[index];
    sample.ok = success && (sample.write || (sample.found && !cut_short_));
    sample.returned_at = now;
    sample.returned = order_++;
}

void Samples::read_last(std::uint32_t store, std::uint32_t shard, std::uint32_t key, Sequence value,
                        base::Time now) {
    const SampleIndex sample = call(store, shard, key, false, nothing_written, now);
    answer(sample, value);
    end(sample, true, now);
}

namespace {

// The least number that no client with an operation under way has; one whose operation stays open
// is never free again.
class Processes {
public:
    std::int64_t take() {
        if (free_.empty()) return next_++;
        const std::int64_t least = *free_.begin();
        free_.erase(free_.begin());
        return least;
    }
    void give_back(std::int64_t process) { free_.insert(process); }

private:
    std::set<std::int64_t> free_;
    std::int64_t next_ = 0;
};

Value value_of(Sequence value) {
    return value == nothing_written ? Value{} : Value::of(static_cast<std::int64_t>(value));
}

}  // namespace

std::vector<Operation> operations_of(
    const std::vector<Sample>& samples,
    const std::function<std::string(std::uint32_t store)>& name_of_store) {
    std::vector<std::pair<std::uint32_t, std::size_t>> returns;  // of successes
    for (std::size_t at = 0; at < samples.size(); ++at)
        if (samples[at].ok) returns.emplace_back(samples[at].returned, at);
    std::ranges::sort(returns);
    std::vector<Operation> operations;
    Processes processes;
    auto next = returns.begin();
    for (const Sample& sample : samples) {
        for (; next != returns.end() && next->first < sample.called; ++next)
            processes.give_back(operations[next->second].process);
        Operation& operation = operations.emplace_back();
        operation.process = processes.take();
        operation.function = sample.write ? "write" : "read";
        operation.key =
            Value::text(name_of_store(sample.store) + "/" + std::to_string(sample.shard) + "/" +
                        std::to_string(sample.key));
        if (sample.write) operation.argument = value_of(sample.value);
        operation.called = sample.called;
        operation.called_at = sample.called_at;
        if (sample.ok) {
            operation.outcome = Outcome::ok;
            operation.result = value_of(sample.value);
            operation.returned = sample.returned;
            operation.returned_at = sample.returned_at;
        } else {
            operation.outcome = Outcome::open;
            operation.given_up = sample.returned;
        }
    }
    return operations;
}

}  // namespace triaz::history
