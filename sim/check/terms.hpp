// The words that findings and reports use, explained: what `triaz explain TERM` says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triaz::check {

struct Explanation {
    std::string term;                   // "RTO"
    std::string meaning;                // one line: "recovery time objective: ..."
    std::vector<std::string> text;      // paragraphs, unwrapped
    std::vector<std::string> see_also;  // terms that have an explanation
};

// By its name or another spelling of it; case, '-' and '_' make no difference.
std::optional<Explanation> explain(std::string_view term);

// All terms that have an explanation, in the order of reading.
std::vector<std::string> terms();

// For people: at most 80 columns, ends with a line break.
std::string to_text(const Explanation& explanation);

}  // namespace triaz::check
