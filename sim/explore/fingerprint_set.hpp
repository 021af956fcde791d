// The states seen, as fingerprints. Many small tables instead of one, by the first bits, so that
// growing one of them needs little room beside what there is.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/flat_map.hpp"

namespace triaz::explore {

// 128 bits that stand for a whole state. Of 10^9 states, some two have the same with a probability
// of about 10^18 / 2^129, less than 10^-20.
struct Fingerprint {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const Fingerprint&) const = default;
};

inline Fingerprint fingerprint_of(const std::uint32_t* words, std::size_t count) {
    std::uint64_t a = 0x243f6a8885a308d3U;
    std::uint64_t b = 0x13198a2e03707344U;
    for (std::size_t i = 0; i < count; ++i) {
        a = (a ^ words[i]) * 0x9fb21c651e98df25U;
        a ^= a >> 29;
        b = (b ^ words[i]) * 0xd6e8feb86659fd93U;
        b ^= b >> 32;
    }
    return {base::FlatMap::mixed(a), base::FlatMap::mixed(b)};
}

class FingerprintSet {
public:
    FingerprintSet() : tables_(table_count) {
        for (Table& table : tables_) table.slots.resize(64);
    }

    // Whether it is new.
    bool insert(Fingerprint print) {
        print.low |= 1;  // {0, 0} is an empty slot
        Table& table = tables_[print.high >> shift];
        if (5 * (table.size + 1) > 4 * table.slots.size()) grow(table);
        Fingerprint& slot = table.slots[place(table, print)];
        if (slot == print) return false;
        slot = print;
        ++table.size;
        return true;
    }
    // Asks for the memory that `insert` will need.
    void prefetch(const Fingerprint& print) const {
        const Table& table = tables_[print.high >> shift];
        __builtin_prefetch(&table.slots[print.high & (table.slots.size() - 1)]);
    }
    std::size_t bytes() const {
        std::size_t all = 0;
        for (const Table& table : tables_) all += table.slots.capacity() * sizeof(Fingerprint);
        return all;
    }

private:
    static constexpr std::size_t table_count = 256;
    static constexpr unsigned shift = 56;

    struct Table {
        std::vector<Fingerprint> slots;
        std::size_t size = 0;
    };

    static std::size_t place(const Table& table, const Fingerprint& print) {
        const std::size_t mask = table.slots.size() - 1;
        std::size_t at = print.high & mask;
        while (table.slots[at].low != 0 && table.slots[at] != print) at = (at + 1) & mask;
        return at;
    }
    static void grow(Table& table) {
        Table larger{std::vector<Fingerprint>(2 * table.slots.size()), table.size};
        for (const Fingerprint& print : table.slots) {
            if (print.low != 0) larger.slots[place(larger, print)] = print;
        }
        table = std::move(larger);
    }

    std::vector<Table> tables_;
};

}  // namespace triaz::explore
