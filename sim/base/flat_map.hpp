// A map of 64-bit keys to 32-bit values in one block: quick, small, only growing, and never
// iterated, so that no order of it can reach a result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace triaz::base {

class FlatMap {
public:
    // Nothing if the key is not there. Valid until the next `at`.
    const std::uint32_t* find(std::uint64_t key) const {
        if (slots_.empty()) return nullptr;
        const Slot& slot = slots_[place(key)];
        return slot.used ? &slot.value : nullptr;
    }
    // The value of `key`, made with `absent` when it is not there yet.
    std::uint32_t& at(std::uint64_t key, std::uint32_t absent) {
        if ((count_ + 1) * 4 > slots_.size() * 3) grow();
        Slot& slot = slots_[place(key)];
        if (!slot.used) {
            slot = {key, absent, true};
            ++count_;
        }
        return slot.value;
    }
    std::size_t memory() const { return slots_.capacity() * sizeof(Slot); }

    // Spreads the bits of a key; different keys stay different.
    static constexpr std::uint64_t mixed(std::uint64_t bits) {
        bits ^= bits >> 30;
        bits *= 0xbf58476d1ce4e5b9U;
        bits ^= bits >> 27;
        bits *= 0x94d049bb133111ebU;
        return bits ^ (bits >> 31);
    }

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t value = 0;
        bool used = false;
    };

    std::size_t place(std::uint64_t key) const {
        std::size_t at = mixed(key) & (slots_.size() - 1);
        while (slots_[at].used && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
        return at;
    }
    void grow() {
        std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old)
            if (slot.used) slots_[place(slot.key)] = slot;
    }

    std::vector<Slot> slots_;
    std::size_t count_ = 0;
};

}  // namespace triaz::base
