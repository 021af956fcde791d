#include "sim/scenario/complaint.hpp"

#include <fmt/format.h>

namespace triaz::scenario {

namespace {

std::string_view name_of(Complaint::Severity severity) {
    return severity == Complaint::Severity::error ? "error" : "warning";
}

}  // namespace

std::string to_text(const std::vector<Complaint>& complaints) {
    std::string out;
    for (const Complaint& complaint : complaints) {
        if (!complaint.file.empty()) out += complaint.file + ":";
        if (complaint.line > 0) out += fmt::format("{}:{}:", complaint.line, complaint.column);
        if (!out.empty() && out.back() == ':') out += ' ';
        out += fmt::format("{}: {}\n", name_of(complaint.severity), complaint.message);
        if (complaint.line > 0) {
            const std::string number = std::to_string(complaint.line);
            out += fmt::format("  {} | {}\n", number, complaint.line_text);
            out += fmt::format("  {:{}} | {:>{}}\n", "", number.size(), "^", complaint.caret);
        }
        if (!complaint.expected.empty()) out += fmt::format("  expected: {}\n", complaint.expected);
        if (!complaint.nearest.empty()) {
            out += fmt::format("  did you mean \"{}\"?\n", complaint.nearest);
        }
    }
    return out;
}

}  // namespace triaz::scenario
