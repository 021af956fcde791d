// Private to sim/publish: words and picks that several sections share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/publish/subject.hpp"

namespace triaz::publish::sections {

// The same run stands in a plan more than once; a report tells it once. In the order of reading.
std::vector<const Record*> distinct(const Subject& subject);

// "az-power-loss", with its mutant and, where several records need it, its seed.
std::string name_of(const Record& record);

// A name for ids: letters, digits and dashes alone, with `number` to make it unique.
std::string id_of(std::string_view what, std::size_t number);

// A badge: "upheld"; "refuted, as expected" is a limit that was shown, and no alarm.
Cell verdict_cell(check::Verdict verdict, check::Verdict expected);

Cell count_cell(std::uint64_t count, Tone unless_zero = Tone::plain);
std::string seconds_text(double seconds);
std::string seconds_text(std::optional<double> seconds, std::string_view absent);
std::string instant_text(double seconds);  // "40.000 s"

// The figure of that name; nothing when it is not there or has no value.
std::optional<double> figure(const check::Finding& finding, std::string_view name);

// What the findings of all records of that name come to: the worst of those that were expected to
// be upheld.
std::optional<double> worst_figure(const Subject& subject, std::string_view name);

std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");

// What the report calls its evidence: the class of the records, the strongest last.
std::string evidence_class(const Subject& subject);

}  // namespace triaz::publish::sections
