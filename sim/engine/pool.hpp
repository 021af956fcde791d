// Things under way, named by small numbers that calendar entries can carry. A place given back is
// used again, last in first out; what it holds keeps its memory, and addresses stay while the pool
// grows.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace triaz::engine {

template <class T>
class Pool {
public:
    // The item keeps what it held before: the caller overwrites it.
    std::uint32_t take() {
        if (free_count_ == 0) grow();
        return free_[--free_count_];
    }
    void give_back(std::uint32_t index) { free_[free_count_++] = index; }
    T& operator[](std::uint32_t index) { return (*blocks_[index / block])[index % block]; }

private:
    static constexpr std::uint32_t block = 64;

    void grow() {
        const auto first = static_cast<std::uint32_t>(blocks_.size()) * block;
        blocks_.push_back(std::make_unique<std::array<T, block>>());
        free_.resize(first + block);
        for (std::uint32_t at = block; at-- > 0;) free_[free_count_++] = first + at;
    }

    std::vector<std::unique_ptr<std::array<T, block>>> blocks_;
    std::vector<std::uint32_t> free_;  // the first `free_count_`; there is room for all
    std::size_t free_count_ = 0;
};

}  // namespace triaz::engine
