// Numbers for values: equal ones have the same number, and new ones the next.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace triaz::consistency {

template <class T>
class Interner {
public:
    std::uint32_t number(const T& value) {
        const auto [at, is_new] =
            numbers_.try_emplace(value, static_cast<std::uint32_t>(values_.size()));
        if (is_new) values_.push_back(&at->first);
        return at->second;
    }
    const T& operator[](std::uint32_t number) const { return *values_[number]; }
    std::size_t size() const { return values_.size(); }

private:
    std::map<T, std::uint32_t> numbers_;
    std::vector<const T*> values_;  // into numbers_, whose nodes stay where they are
};

}  // namespace triaz::consistency
