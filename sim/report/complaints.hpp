// Complaints about input files for other tools (people read scenario::to_text).
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/complaint.hpp"

namespace triaz::report {

// One file looked at, and what is wrong with it.
struct Validated {
    std::string file;
    std::vector<scenario::Complaint> complaints;
};

// {"schema": "triaz.complaints/1.0", "valid": …, "files": [{"file", "valid", "complaints": […]}]};
// warnings leave a file valid.
std::string to_json(const std::vector<Validated>& files);

bool is_valid(const Validated& file);

}  // namespace triaz::report
