// What a part of a deployment is declared to survive: any so many losses at once, of each kind.
#pragma once

#include <cstdint>

namespace triaz::world {

struct Tolerance {
    enum class Keeps : std::uint8_t {
        service,  // goes on while they last, once everybody has noticed
        data,     // loses nothing that it acknowledged; stores only
    };
    Keeps keeps = Keeps::service;
    std::uint32_t zones = 0;
    std::uint32_t data_centers = 0;
    std::uint32_t hosts = 0;

    std::uint32_t losses() const { return zones + data_centers + hosts; }
};

// Losses looked at together, by structure and by simulation.
inline constexpr std::uint32_t most_losses = 3;

}  // namespace triaz::world
