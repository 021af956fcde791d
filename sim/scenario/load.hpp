// One load: the files that it reads, what is wrong with them, and files that extend each other.
#pragma once

#include <optional>
#include <string_view>

#include "sim/scenario/collector.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/input.hpp"

namespace triaz::scenario {

// What one load has in hand.
struct Load {
    Files files;
    Complaints complaints{files};
    Input input{files, complaints};
};

// The text under a key of the root, or nothing.
const std::string* text_under(const Value& root, std::string_view key);

// Whether the file says that it is of this kind ("model"), in a version that is known here; if not,
// there is a complaint.
bool is_of_kind(const Document& document, std::string_view kind, Complaints& complaints);

// What a file of a kind amounts to, with those that it extends merged in (RFC 7386); nothing, and a
// complaint, when one of them cannot be.
std::optional<Value> with_extends(Document document, std::string_view kind, Load& load);

}  // namespace triaz::scenario
