#include "sim/explore/channels.hpp"

#include <cstring>

namespace triaz::explore {
Channels::Channels(bool ordered) : ordered_(ordered) { pool_.id_of(nullptr, 0); }

Id Channels::message(Id channel, std::size_t at) const {
    Id message = 0;
    std::memcpy(&message, pool_.data(channel) + at * sizeof(Id), sizeof(Id));
    return message;
}

Id Channels::with(Id channel, Id message) {
    const std::uint64_t key = (std::uint64_t{channel} << 32) | message;
    if (const Id* const known = with_.find(key)) return *known;
    return with_.at(key, append(channel, message));
}

Id Channels::without(Id channel, std::size_t at) {
    if (at > 0) return remove(channel, at);
    if (without_first_.size() <= channel) without_first_.resize(channel + 1, unknown);
    if (without_first_[channel] == unknown) {
        const Id result = remove(channel, 0);
        without_first_[channel] = result;
    }
    return without_first_[channel];
}

Id Channels::append(Id channel, Id added) {
    const std::size_t count = length(channel);
    std::size_t place = count;
    while (!ordered_ && place > 0 && message(channel, place - 1) > added) --place;
    const std::uint8_t* const old = pool_.data(channel);
    room_.assign(old, old + count * sizeof(Id));
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&added);
    room_.insert(room_.begin() + static_cast<std::ptrdiff_t>(place * sizeof(Id)), bytes,
                 bytes + sizeof(Id));
    return pool_.id_of(room_);
}

Id Channels::remove(Id channel, std::size_t at) {
    const std::uint8_t* const old = pool_.data(channel);
    room_.assign(old, old + length(channel) * sizeof(Id));
    const auto from = room_.begin() + static_cast<std::ptrdiff_t>(at * sizeof(Id));
    room_.erase(from, from + sizeof(Id));
    return pool_.id_of(room_);
}

}  // namespace triaz::explore
