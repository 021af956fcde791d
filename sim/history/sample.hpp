// A sample of what clients did to the keys of stores, each operation as its client saw it: the
// history by which a run is judged for consistency, and which others can judge.
//
// Every write of a shard goes to one of `keys_per_shard` keys in turn, its sequence number is the
// value. The operations on the first few keys are sampled, all of them, so that each sampled key
// has a whole history of its own. What takes place is written down in the total order of the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/history/ledger.hpp"
#include "sim/history/operation.hpp"

namespace triaz::history {

inline constexpr std::uint32_t keys_per_shard = 64;
// A run notes no more operations than this; later ones are left out (Samples::cut_short).
inline constexpr std::size_t most_samples = 200'000;

using SampleIndex = std::uint32_t;
inline constexpr SampleIndex not_sampled = UINT32_MAX;
inline constexpr Sequence nothing_written = ~Sequence{0};

struct Sample {
    std::uint32_t store = 0;
    std::uint32_t shard = 0;
    std::uint32_t key = 0;
    bool write = false;
    bool ok = false;                   // the client received success
    bool found = false;                // of a read: a member answered
    Sequence value = nothing_written;  // written, or read
    base::Time called_at{};
    base::Time returned_at{};
    std::uint32_t called = 0;  // places in the order of the run
    std::uint32_t returned = never_returned;
};

class Samples {
public:
    Samples() = default;  // of nothing
    // The first `keys` keys of each shard. Requires: at most keys_per_shard.
    explicit Samples(std::uint32_t keys) : keys_(keys) {}

    std::uint32_t keys() const { return keys_; }
    static std::uint32_t key_of(Sequence write) {
        return static_cast<std::uint32_t>(write % keys_per_shard);
    }
    // Whether what happens to this key now is to be noted.
    bool takes(std::uint32_t key) const { return key < keys_ && !cut_short_; }
    // The key of the next read: all alike often, in no order that writes could fall in with.
    std::uint32_t next_read();

    // `value`: of a write. Not sampled when the key is not.
    SampleIndex call(std::uint32_t store, std::uint32_t shard, std::uint32_t key, bool write,
                     Sequence value, base::Time now);
    // What a member answered a read; of several tries the last before the client's return.
    void answer(SampleIndex sample, Sequence value);
    // The client is done with it: with success, or without knowing.
    void end(SampleIndex sample, bool success, base::Time now);
    // A read after everything else, of what is left.
    void read_last(std::uint32_t store, std::uint32_t shard, std::uint32_t key, Sequence value,
                   base::Time now);

    const std::vector<Sample>& all() const { return samples_; }
    bool cut_short() const { return cut_short_; }

private:
    std::uint32_t keys_ = 0;
    bool cut_short_ = false;
    std::uint64_t reads_ = 0;
    std::uint32_t order_ = 0;
    std::vector<Sample> samples_;
};

// In the order of the calls: reads and writes of integers, a read of what was never written as nil.
// Keys are "store/shard/key", processes numbered as clients with one operation at a time would be.
// A write without success is open, as nobody asked whether it took effect; so is a read.
std::vector<Operation> operations_of(
    const std::vector<Sample>& samples,
    const std::function<std::string(std::uint32_t store)>& name_of_store);

}  // namespace triaz::history
