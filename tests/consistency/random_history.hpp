// Small random histories: of a simulated atomic object with random delays, so that they are legal,
// and of the same with something changed, so that they may not be.
#pragma once

#include <string>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/consistency/report.hpp"

namespace triaz::consistency {

struct Shape {
    Model model = Model::single_register;
    std::size_t operations = 6;
    std::size_t processes = 3;
    std::size_t values = 3;   // different ones written, keys of transactions
    bool unique = false;      // every written value differs
    double open_share = 0.2;  // of the operations
    double fail_share = 0.1;
};

// An operation is called, takes effect at one instant (an open one perhaps never), and returns.
History atomic_history(const Shape& shape, base::Stream& stream);

// The same with one or two results, outcomes or places changed.
History mutated(History history, const Shape& shape, base::Stream& stream);

// For messages of tests.
std::string to_text(const History& history);

}  // namespace triaz::consistency
