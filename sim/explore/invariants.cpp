#include <array>

#include "sim/explore/explore.hpp"

namespace triaz::explore {
namespace {

struct Words {
    std::string_view name;
    std::string_view sentence;
};
constexpr std::array<Words, invariant_count> words{{
    {"answered-once", "each question is answered at most once, by the process that was asked"},
    {"applied-once", "a member applies each write once"},
    {"one-leader-a-term", "at most one member leads a term"},
    {"one-leader-at-once", "never two members lead at the same instant"},
    {"log-matching", "logs that agree on an entry agree on all before it"},
    {"linearizable-reads",
     "a granted read sees every write acknowledged or read before it was asked"},
    {"same-sequence", "members apply the same writes in the same order, and undo none"},
    {"acknowledged-is-kept", "whoever has authority later has every acknowledged write"},
    {"leader-completeness", "whoever leads a later term has every committed entry"},
    {"durable-copies", "what is acknowledged is on as many disks as promised"},
    {"machine-agrees", "no machine contradicts itself"},
}};

}  // namespace

std::string_view name_of(Invariant invariant) {
    return words[static_cast<std::size_t>(invariant)].name;
}

std::string_view sentence_of(Invariant invariant) {
    return words[static_cast<std::size_t>(invariant)].sentence;
}

std::vector<Invariant> all_invariants() {
    std::vector<Invariant> all;
    for (std::size_t i = 0; i < invariant_count; ++i) all.push_back(static_cast<Invariant>(i));
    return all;
}

Invariant Invariants::first() const {
    std::size_t at = 0;
    while (((set_ >> at) & 1) == 0) ++at;
    return static_cast<Invariant>(at);
}

}  // namespace triaz::explore
