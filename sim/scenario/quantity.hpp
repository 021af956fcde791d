// From values of a file to quantities: one reading for the checks and for what uses them.
// Each gives nothing when the value is not of the form; bounds are the checks' business.
#pragma once

#include <optional>
#include <string_view>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/form.hpp"

namespace triaz::scenario {

std::optional<base::Duration> duration_of(const Value& value);
std::optional<base::Bytes> bytes_of(const Value& value);
std::optional<base::Bandwidth> bandwidth_of(const Value& value);
std::optional<base::Ratio> ratio_of(const Value& value);

// Whether a value of a kind that fits is a sound amount, within its bounds, one of the words, or of
// as many entries as it may have; of texts and objects nothing is asked. Requires: fits_kind.
bool is_within(const Value& value, const Form& form);

// A value as the text of a bound or fallback of that form has it.
Value value_of(std::string_view text, const Form& form);

// Whether this kind of value (text, number, ...) can be of this form at all.
bool fits_kind(const Value& value, const Form& form);

// The shape that an object of a by_key or by_word form has chosen, or nothing.
const Shape* chosen(const Form& form, const Value& value);

}  // namespace triaz::scenario
