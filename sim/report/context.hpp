// Where and how a result was made: the only part of a report that may differ between two runs of
// the same inputs and seed.
#pragma once

#include <string>
#include <vector>

namespace triaz::report {

struct Context {
    std::string version;
    std::string commit;
    std::vector<std::string> command;  // the words as given
    std::string started;               // UTC, ISO 8601
    double wall_seconds = 0;           // how long it took
};

}  // namespace triaz::report
