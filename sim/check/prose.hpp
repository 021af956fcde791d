// Small pieces of the sentences and figures that findings are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/check/verdict.hpp"

namespace triaz::check {

// "1.41 s"; a length of no time is "0 s".
std::string span_text(base::Duration span);
// An instant of the run, to the millisecond: "30.100 s".
std::string clock_text(base::Time time);
// "a", "a and b", "a, b and c"; beyond `most` names: "a, b and 4 more".
std::string list_text(const std::vector<std::string>& names, std::size_t most = 4);

// The measured figures of one finding, in the order of reading.
class Figures {
public:
    void seconds(std::string name, base::Duration value);
    void count(std::string name, std::uint64_t value);
    void number(std::string name, double value, std::string text);
    // There is no value, and this is why.
    void unknown(std::string name, std::string why);

    std::vector<Figure> take() { return std::move(figures_); }

private:
    std::vector<Figure> figures_;
};

}  // namespace triaz::check
