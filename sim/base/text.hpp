// Figures and words for people: what a report or a complaint shows, never read back by a parser
// (that form is `to_text` in units.hpp). No locale.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace triaz::base {

// The candidate that `word` is plausibly a misspelling of, for "did you mean": the fewest letters
// changed, left out, added or swapped with a neighbour (Damerau-Levenshtein, each place edited at
// most once), at most one in three of the longer word, case and '-' for '_' being no difference.
// Order: of equally near ones, the first.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

// A share as "12.3%", "50%", "99.995%": as many decimals as show two figures of the share or of
// what it lacks to 100 %, so that only 1 reads as "100%" and only 0 as "0%".
std::string percent(double share);

// Nothing but white space.
bool is_blank(std::string_view text);

// "1,000,000".
std::string thousands(std::uint64_t count);

// "1 run", "1,200 runs"; many: the plural where it is not `one` with an s.
std::string counted(std::uint64_t count, std::string_view one, std::string_view many = {});

// Three figures in the unit that suits: "350 ms", "1.41 s", "87.5 s"; from two minutes on the two
// largest units: "2 min 5 s", "3 h 20 min", "4 d 6 h".
std::string seconds_text(double seconds);

}  // namespace triaz::base
