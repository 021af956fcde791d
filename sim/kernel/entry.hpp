// What the parts of the calendar hold.
#pragma once

#include <cstdint>

namespace triaz::kernel {

// What happens, for whoever dispatches it. `generation` tells a live event from a stale one.
struct Event {
    std::uint8_t kind = 0;
    std::uint32_t index = 0;
    std::uint32_t generation = 0;
};

// An event with its place in the order of all events: one number, the time above, the insertion
// number below it and the kind at the bottom.
struct Entry {
    __extension__ using Key = unsigned __int128;
    static constexpr Key last_key = ~Key{0};  // of no event

    Key key = last_key;
    std::uint32_t index = 0;
    std::uint32_t generation = 0;

    static Entry make(std::int64_t time, std::uint64_t number, Event event) {
        return Entry{Key{static_cast<std::uint64_t>(time)} << 64 | (number << 8 | event.kind),
                     event.index, event.generation};
    }
    std::int64_t time() const { return static_cast<std::int64_t>(key >> 64); }
    Event event() const { return Event{static_cast<std::uint8_t>(key), index, generation}; }
};

}  // namespace triaz::kernel
