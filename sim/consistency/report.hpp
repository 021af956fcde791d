// The question asked of a recorded history, and what comes of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/verdict.hpp"
#include "sim/history/operation.hpp"

namespace triaz::consistency {

using History = std::vector<history::Operation>;

using base::Verdict;

// What the object is. `registers`: transactions over several registers.
enum class Model : std::uint8_t {
    single_register,
    cas_register,
    key_value,
    set,
    append,
    bank,
    mutex,
    counter,
    registers,
};

// What is promised of its histories. `durable` (sets), `conserving` (banks) and `bounded`
// (counters) are the promises of the Jepsen checkers of these models. From `read_uncommitted` on:
// of transactions (append).
enum class Consistency : std::uint8_t {
    linearizable,
    sequential,
    session,
    durable,
    conserving,
    bounded,
    read_uncommitted,
    read_committed,
    repeatable_read,
    snapshot_isolation,
    serializable,
    strong_session_serializable,
    strict_serializable,
};

using base::name_of;
std::string_view name_of(Model model);
std::string_view name_of(Consistency consistency);
std::optional<Model> model_named(std::string_view name);
std::optional<Consistency> consistency_named(std::string_view name);

// In the order of the enumerators.
std::vector<std::string_view> names_of_models();
std::vector<std::string_view> names_of_consistencies();

// What can be asked of a model; the first is asked when nothing is said.
std::vector<Consistency> consistencies_of(Model model);

struct Question {
    Model model = Model::single_register;
    Consistency consistency = Consistency::linearizable;
    history::Value initial;  // of registers and counters; nil: nothing was written yet
    // A compare-and-set that failed has compared: the value was another one. Otherwise nothing is
    // concluded from it, as it may have failed before it reached the register.
    bool failed_cas_compared = false;
    std::optional<std::int64_t> bank_total;  // nothing: that of most reads
    bool negative_balances = false;          // allowed
};

// Something wrong, by its name in the literature.
struct Anomaly {
    std::string name;                  // "G1c", "lost-update"
    std::uint64_t count = 1;           // how many of them were found
    std::string summary;               // one sentence about the first
    std::vector<std::string> steps;    // its story, in order
    std::vector<std::uint32_t> parts;  // its operations
};

// The smallest part of the history found that breaks the promise by itself.
struct Witness {
    std::string summary;                      // one sentence
    history::Value key;                       // of the object; nil: it has no keys
    std::vector<std::uint32_t> operations;    // in the order of their calls
    std::vector<std::uint32_t> order;         // the longest order found that the object allows
    std::optional<std::uint32_t> impossible;  // the operation that cannot be put next
    std::vector<std::string> steps;           // for people
};

struct Figure {
    std::string name;
    std::string text;
    std::optional<double> number;
};

struct Report {
    Question question;
    Verdict verdict = Verdict::inconclusive;
    std::string reason;  // one sentence
    std::uint64_t operations = 0, ok = 0, failed = 0, open = 0;
    std::uint64_t keys = 0, processes = 0;
    std::uint64_t visited = 0;  // states of searches
    std::vector<Figure> figures;
    std::vector<Anomaly> anomalies;
    std::vector<std::string> notes;
    std::optional<Witness> witness;  // present exactly when refuted
};

}  // namespace triaz::consistency
