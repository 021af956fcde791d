#include "sim/explore/pool.hpp"

#include <algorithm>
#include <cstring>

#include "sim/base/flat_map.hpp"

namespace triaz::explore {
namespace {

std::uint64_t hash_of(const std::uint8_t* bytes, std::size_t size) {
    using base::FlatMap;
    std::uint64_t hash = FlatMap::mixed(size);
    for (; size >= 8; bytes += 8, size -= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes, 8);
        hash = FlatMap::mixed(hash ^ word) * 0x9e3779b97f4a7c15U;
    }
    std::uint64_t tail = 0;
    for (std::size_t i = 0; i < size; ++i) tail |= std::uint64_t{bytes[i]} << (8 * i);
    return FlatMap::mixed(hash ^ tail);
}

}  // namespace

Id Pool::id_of(const std::uint8_t* bytes, std::size_t size) {
    const std::uint64_t hash = hash_of(bytes, size);
    const auto upper = static_cast<std::uint32_t>(hash >> 32);
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].id != unknown; at = (at + 1) & (slots_.size() - 1)) {
        const Id id = slots_[at].id;
        if (slots_[at].hash == upper && size_of(id) == size &&
            std::equal(bytes, bytes + size, data(id))) {
            return id;
        }
    }
    const auto id = static_cast<Id>(this->size());
    slots_[at] = {id, upper};
    arena_.insert(arena_.end(), bytes, bytes + size);
    begin_.push_back(arena_.size());
    if (2 * this->size() > slots_.size()) grow();
    return id;
}

void Pool::grow() {
    slots_.assign(2 * slots_.size(), {});
    for (Id id = 0; id < size(); ++id) {
        const std::uint64_t hash = hash_of(data(id), size_of(id));
        std::size_t at = hash & (slots_.size() - 1);
        while (slots_[at].id != unknown) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = {id, static_cast<std::uint32_t>(hash >> 32)};
    }
}

}  // namespace triaz::explore
