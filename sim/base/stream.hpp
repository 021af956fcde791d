// Seeded random streams, the same bits on every machine and compiler.
//
// One seed makes one root; `root.stream("faults")` derives a stream by name, and
// `stream.stream(7)` by number, so a new draw in one place shifts nothing elsewhere.
// Generator: xoshiro256++ (Blackman & Vigna 2019), seeded by SplitMix64. Not for cryptography.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/base/ensure.hpp"

namespace triaz::base {

// SplitMix64 (Steele, Lea & Flood 2014): the next output, and `state` moves on.
std::uint64_t split_mix(std::uint64_t& state);

// xoshiro256++ 1.0. Invariant: the state is not all zero.
struct Xoshiro256 {
    std::array<std::uint64_t, 4> state;

    std::uint64_t next() {
        const std::uint64_t result = rotate_left(state[0] + state[3], 23) + state[0];
        const std::uint64_t shifted = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = rotate_left(state[3], 45);
        return result;
    }

    static constexpr std::uint64_t rotate_left(std::uint64_t value, int by) {
        return (value << by) | (value >> (64 - by));
    }
};

class Stream {
public:
    explicit Stream(std::uint64_t seed);

    // An independent stream, a function of this stream's seed and the name alone: it does not
    // depend on what has been drawn here. A name and a number never mean the same stream.
    Stream stream(std::string_view name) const;
    Stream stream(std::uint64_t number) const;

    std::uint64_t bits() { return generator_.next(); }

    // Uniform in [0, 1), 53 bits.
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }

    // Uniform in [0, bound). Requires: bound > 0. (Lemire 2019, with rejection: no bias.)
    std::uint64_t below(std::uint64_t bound) {
        ensure(bound > 0, "nothing is below zero");
        __extension__ using Wide = unsigned __int128;
        Wide product = Wide{bits()} * bound;
        if (static_cast<std::uint64_t>(product) < bound) [[unlikely]] {
            const std::uint64_t refused = (0 - bound) % bound;
            while (static_cast<std::uint64_t>(product) < refused) product = Wide{bits()} * bound;
        }
        return static_cast<std::uint64_t>(product >> 64);
    }

private:
    std::uint64_t seed_;
    Xoshiro256 generator_;
};

}  // namespace triaz::base
