// The in-sync replica set of a partition: which members a write waits for, as the manager of the
// shard has accepted it. The rest of the protocol is sim/protocol/standby with Rule::in_sync.
//
// A set has a version: the epoch of the primary that asked for it, and a number within. A candidate
// must be in the newest set that a majority of the manager knows, so it holds all that was
// acknowledged.
//
// Invariant: a primary asks for one change at a time, and until a majority has accepted it a write
// waits for the members of both sets.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/protocol/machine.hpp"

namespace triaz::protocol::isr {

using Members = std::uint32_t;  // bit m: member m

struct Limits {
    std::uint8_t minimum = 1;  // min.insync.replicas: with fewer, writes are refused
    // replica.lag.time.max in heartbeats: a member that did not catch up for so long leaves the
    // set. One that was not heard for a lease leaves it in any case.
    std::uint32_t lag_heartbeats = 15;
};

struct Version {
    Term term = 0;
    std::uint64_t number = 0;
    auto operator<=>(const Version&) const = default;
};

struct Set {
    Version version;
    Members members = 0;
    bool operator==(const Set&) const = default;
};

// The newest set a member knows, and the newest that its disk has synced. Written along with the
// log: it shares the log's tickets.
class Disk {
public:
    Disk() = default;
    explicit Disk(Members all) : known_{{}, all}, synced_{{}, all} {}

    const Set& known() const { return known_; }
    const Set& synced() const { return synced_; }

    void write(const Set& set) {
        known_ = set;
        changed_ = true;
    }
    bool changed() const { return changed_; }
    // What changed goes to disk under this ticket.
    void write_under(Ticket ticket);
    void synced_through(Ticket ticket);
    void lose_power();

private:
    friend struct DiskBytes;  // standby/bytes.hpp lists the fields

    struct Written {
        Ticket ticket;
        Set set;
    };
    Set known_;
    Set synced_;
    bool changed_ = false;
    std::vector<Written> under_way_;
};

}  // namespace triaz::protocol::isr
