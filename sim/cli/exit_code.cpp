#include "sim/cli/exit_code.hpp"

#include <algorithm>
#include <array>

namespace triaz::cli {

using check::Verdict;

int exit_code_of_signal(int signal) { return 128 + signal; }

ExitCode worse(ExitCode a, ExitCode b) {
    constexpr std::array order{ExitCode::bug,
                               ExitCode::usage,
                               ExitCode::invalid_input,
                               ExitCode::io,
                               ExitCode::refuted,
                               ExitCode::inconclusive,
                               ExitCode::nothing_selected,
                               ExitCode::as_required};
    return *std::find_if(order.begin(), order.end(),
                         [&](ExitCode code) { return code == a || code == b; });
}

ExitCode exit_code_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::upheld:
            return ExitCode::as_required;
        case Verdict::refuted:
            return ExitCode::refuted;
        case Verdict::inconclusive:
            return ExitCode::inconclusive;
    }
    return ExitCode::bug;
}

ExitCode exit_code_of(Verdict verdict, Verdict expected, Requirement requirement) {
    const Verdict required = requirement == Requirement::upheld ? Verdict::upheld : expected;
    if (verdict == required) return ExitCode::as_required;
    return verdict == Verdict::inconclusive ? ExitCode::inconclusive : ExitCode::refuted;
}

ExitCode exit_code_of(const std::vector<scenario::Complaint>& complaints) {
    ExitCode code = ExitCode::as_required;
    for (const scenario::Complaint& complaint : complaints)
        if (complaint.severity == scenario::Complaint::Severity::error)
            code = worse(code, complaint.unreadable ? ExitCode::io : ExitCode::invalid_input);
    return code;
}

}  // namespace triaz::cli
