// The parts of the text of a result (text.hpp), each appended to a page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/measure/milestones.hpp"
#include "sim/report/page.hpp"

namespace triaz::report {

std::string upper_case(std::string_view text);  // ASCII letters only
Tone tone_of(check::Verdict verdict);
// "✓", "✗", "?"; in ASCII "+", "x", "?".
std::string_view sign_of(check::Verdict verdict, const Style& style);
// "REFUTED, as expected", "REFUTED, expected upheld", "UPHELD".
std::string verdict_in_words(check::Verdict verdict, check::Verdict expected);

void append_figures(Page& page, const std::vector<check::Figure>& figures);
void append_finding(Page& page, const check::Finding& finding);
// Those of all findings, each once: several claims are often about the same stores.
void append_trades(Page& page, const std::vector<check::Finding>& findings);
// Long-lived sessions and external dependencies; nothing where there are none.
void append_sessions(Page& page, const std::vector<measure::SessionEvidence>& sessions);
void append_needs(Page& page, const std::vector<measure::NeedEvidence>& needs);
void append_fault(Page& page, const measure::FaultEvidence& fault,
                  const measure::Milestones& milestones);

}  // namespace triaz::report
