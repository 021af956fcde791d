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

    void set(Item item, std::uint32_t times) {
        packed_ = (packed_ & ~(15U << shift(item))) | times << shift(item);
    }
    // Requires: allows(item). After a write comes the next key, as long as there are writes.
    void take(Item item) {
        packed_ -= 1U << shift(item);
        if (item == Item::write) set(Item::key, allows(Item::write) ? next_key() + 1 : 0);
    }

private:
    static unsigned shift(Item item) { return 4 * static_cast<unsigned>(item); }
    std::uint32_t packed_;
};

// All ways to deal out what the bounds allow to so many purses, packed; the elections as
// `elections_of` says, unless that is empty.
std::vector<std::vector<std::uint32_t>> dealt_budgets(const Bounds& bounds,
                                                      const std::vector<std::uint8_t>& elections_of,
                                                      std::uint8_t purses);

}  // namespace triaz::explore
