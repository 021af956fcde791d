#include "sim/cli/verdict_line.hpp"

namespace triaz::cli {

using check::Verdict;
using report::Tone;

Tone tone_of(Verdict verdict) {
    return verdict == Verdict::upheld    ? Tone::good
           : verdict == Verdict::refuted ? Tone::bad
                                         : Tone::unsure;
}

std::string headline(Verdict verdict, const report::Style& style) {
    switch (verdict) {
        case Verdict::upheld:
            return style.unicode ? "✓ UPHELD" : "+ UPHELD";
        case Verdict::refuted:
            return style.unicode ? "✗ REFUTED" : "x REFUTED";
        case Verdict::inconclusive:
            return "? INCONCLUSIVE";
    }
    return {};
}

}  // namespace triaz::cli
