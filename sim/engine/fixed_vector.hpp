// A vector of things that cannot be moved, with room for all of them from the start.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "sim/base/ensure.hpp"

namespace triaz::engine {

template <class T>
class FixedVector {
public:
    explicit FixedVector(std::size_t capacity)
        : items_(std::allocator<T>{}.allocate(capacity)), capacity_(capacity) {}
    FixedVector(const FixedVector&) = delete;
    FixedVector& operator=(const FixedVector&) = delete;
    ~FixedVector() {
        std::destroy_n(items_, size_);
        std::allocator<T>{}.deallocate(items_, capacity_);
    }

    template <class... Arguments>
    T& emplace_back(Arguments&&... arguments) {
        base::ensure(size_ < capacity_, "there is room for everything that was counted");
        return *std::construct_at(items_ + size_++, std::forward<Arguments>(arguments)...);
    }

    T& operator[](std::size_t at) { return items_[at]; }
    const T& operator[](std::size_t at) const { return items_[at]; }
    std::size_t size() const { return size_; }
    T* begin() { return items_; }
    T* end() { return items_ + size_; }
    const T* begin() const { return items_; }
    const T* end() const { return items_ + size_; }

private:
    T* items_;
    std::size_t capacity_;
    std::size_t size_ = 0;
};

}  // namespace triaz::engine
