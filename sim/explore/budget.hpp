// What may still happen, as far as it is bounded: four bits for each kind of thing.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/explore/explore.hpp"

namespace triaz::explore {

class Budget {
public:
    enum class Item : std::uint8_t {
        crash,
        power_loss,
        drop,
        duplicate,
        drift = duplicate,     // who counts a lease is promised each message once
        transfer = duplicate,  // without drifts
        election,
        heartbeat,
        write,
        key,  // of the next write
    };

    explicit Budget(std::uint32_t packed) : packed_(packed) {}

    std::uint32_t packed() const { return packed_; }
    std::uint32_t left(Item item) const { return (packed_ >> shift(item)) & 15; }
    bool allows(Item item) const { return left(item) != 0; }
    std::uint32_t next_key() const { return left(Item::key); }

    void add(Item item, std::uint32_t times) { packed_ += times << shift(item); }
    // Requires: allows(item).
    void take(Item item) { packed_ -= 1U << shift(item); }
    void take_write() {
        take(Item::write);
        add(Item::key, 1);
        if (!allows(Item::write)) packed_ &= ~(15U << shift(Item::key));
    }

private:
    static unsigned shift(Item item) { return 4 * static_cast<unsigned>(item); }
    std::uint32_t packed_;
};

// All ways to deal out what the bounds allow to so many members, packed.
std::vector<std::vector<std::uint32_t>> dealt_budgets(const Bounds& bounds, std::uint8_t members);

// Whether each member has so many elections.
bool deals_elections(const std::vector<std::uint32_t>& budgets,
                     const std::vector<std::uint8_t>& elections);

}  // namespace triaz::explore
