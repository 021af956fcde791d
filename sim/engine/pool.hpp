// Things under way, named by small numbers that calendar entries can carry. A place given back is used
// again, last in first out; what it holds keeps its memory.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

namespace triaz::engine {

template <class T>
class Pool {
public:
    // The item keeps what it held before: the caller overwrites it.
    std::uint32_t take() {
        if (free_.empty()) {
            items_.emplace_back();
            return static_cast<std::uint32_t>(items_.size() - 1);
        }
        const std::uint32_t index = free_.back();
        free_.pop_back();
        return index;
    }
    void give_back(std::uint32_t index) { free_.push_back(index); }
    T& operator[](std::uint32_t index) { return items_[index]; }

private:
    std::deque<T> items_;  // addresses stay while it grows
    std::vector<std::uint32_t> free_;
};

}  // namespace triaz::engine
