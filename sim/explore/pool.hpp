// Byte strings under numbers: equal strings get the same number, the first one 0, and so on in the
// order in which they come. Nothing is ever removed.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/protocol/archive.hpp"

namespace triaz::explore {

using Id = std::uint32_t;
inline constexpr Id unknown = ~Id{0};  // not worked out yet

class Pool {
public:
    Id id_of(const std::uint8_t* bytes, std::size_t size);
    Id id_of(const protocol::Bytes& bytes) { return id_of(bytes.data(), bytes.size()); }

    const std::uint8_t* data(Id id) const { return arena_.data() + begin_[id]; }
    std::size_t size_of(Id id) const { return begin_[id + 1] - begin_[id]; }
    std::size_t size() const { return begin_.size() - 1; }
    std::size_t bytes() const {
        return arena_.capacity() + 8 * begin_.capacity() + sizeof(Slot) * slots_.capacity();
    }

private:
    struct Slot {
        Id id = unknown;
        std::uint32_t hash = 0;  // its upper half
    };

    void grow();

    std::vector<std::uint8_t> arena_;
    std::vector<std::uint64_t> begin_{0};  // and where the last one ends
    std::vector<Slot> slots_ = std::vector<Slot>(64);
};

}  // namespace triaz::explore
