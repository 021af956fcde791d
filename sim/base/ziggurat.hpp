// Exponential and normal variates by the ziggurat method (Marsaglia & Tsang 2000), 256 layers:
// 99 of 100 draws cost one random word, one look-up and one multiplication.
//
// Drawn by the thousand for every simulated second, this is the hottest arithmetic of a run.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/base/stream.hpp"

namespace triaz::base {

struct ZigguratLayer {
    std::uint64_t inside_below;  // 53-bit places below this lie under the curve for certain
    double scale;                // layer width * 2^-53
};

inline constexpr std::size_t ziggurat_layer_count = 256;
using ZigguratLayers = std::array<ZigguratLayer, ziggurat_layer_count>;

extern const ZigguratLayers exponential_layers;
extern const ZigguratLayers normal_layers;

// One random word taken apart: 8 bits choose the layer, 1 the sign, 53 the place, none twice.
struct ZigguratPoint {
    explicit ZigguratPoint(Stream& stream, const ZigguratLayers& layers) {
        const std::uint64_t word = stream.bits();
        layer = word & (ziggurat_layer_count - 1);
        negative = (word & ziggurat_layer_count) != 0;
        const std::uint64_t place = word >> 11;
        x = static_cast<double>(static_cast<std::int64_t>(place)) * layers[layer].scale;
        certain = place < layers[layer].inside_below;
    }

    std::size_t layer;
    bool negative;
    bool certain;  // under the curve
    double x;
};

// What is left to do when a point is not certainly under the curve.
double finish_exponential(Stream& stream, ZigguratPoint point);
double finish_normal(Stream& stream, ZigguratPoint point);

// An exponential variate of mean 1.
inline double standard_exponential(Stream& stream) {
    const ZigguratPoint point{stream, exponential_layers};
    if (point.certain) [[likely]]
        return point.x;
    return finish_exponential(stream, point);
}

// A normal variate of mean 0 and deviation 1.
inline double standard_normal(Stream& stream) {
    const ZigguratPoint point{stream, normal_layers};
    if (point.certain) [[likely]]
        return point.negative ? -point.x : point.x;
    return finish_normal(stream, point);
}

}  // namespace triaz::base
