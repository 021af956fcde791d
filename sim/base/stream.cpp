#include "sim/base/stream.hpp"

namespace triaz::base {

namespace {

// What keeps streams by name and streams by number apart: any two different constants would do.
constexpr std::uint64_t by_name = 0x6e61'6d65'6e61'6d65;
constexpr std::uint64_t by_number = 0x6e75'6d62'6e75'6d62;

std::uint64_t mixed(std::uint64_t value) { return split_mix(value); }

// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view name) {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
    for (const char c : name) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x0000'0100'0000'01b3;
    }
    return hash;
}

// `mixed` is a bijection: from one seed, different keys give different seeds.
std::uint64_t derived(std::uint64_t seed, std::uint64_t domain, std::uint64_t key) {
    return mixed(mixed(seed ^ domain) ^ mixed(key));
}

Xoshiro256 seeded(std::uint64_t seed) {
    Xoshiro256 generator{};
    for (std::uint64_t& word : generator.state) word = split_mix(seed);
    return generator;
}

}  // namespace

std::uint64_t split_mix(std::uint64_t& state) {
    state += 0x9e37'79b9'7f4a'7c15;
    std::uint64_t value = state;
    value = (value ^ (value >> 30)) * 0xbf58'476d'1ce4'e5b9;
    value = (value ^ (value >> 27)) * 0x94d0'49bb'1331'11eb;
    return value ^ (value >> 31);
}

Stream::Stream(std::uint64_t seed) : seed_(seed), generator_(seeded(seed)) {}

Stream Stream::stream(std::string_view name) const {
    return Stream{derived(seed_, by_name, hash_of(name))};
}

Stream Stream::stream(std::uint64_t number) const {
    return Stream{derived(seed_, by_number, number)};
}

}  // namespace triaz::base
