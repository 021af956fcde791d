// Private to sim/publish: an entry of a ledger as the text that is hashed, and back.
#pragma once

#include <string>

#include "sim/publish/ledger.hpp"

namespace triaz::publish {

// One line of JSON, all members in a fixed order, without number and hash.
std::string body_of(const LedgerEntry& entry);
// What is no such text has empty members.
LedgerEntry entry_of(const std::string& body);

}  // namespace triaz::publish
