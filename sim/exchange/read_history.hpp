// Recorded histories of real systems, in whatever form they come: Jepsen and Knossos (EDN, a vector
// or a map a line), the log lines of Jepsen, the key-value text of Porcupine, and JSON lines. The
// form is found by itself; README.md describes each.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/exchange/complaint.hpp"
#include "sim/history/operation.hpp"

namespace triaz::exchange {

enum class Form : std::uint8_t { edn, log, json_lines };

std::string_view name_of(Form form);

struct Recorded {
    Form form = Form::edn;
    std::vector<history::Operation> operations;
    std::uint64_t events = 0;       // of clients
    std::uint64_t passed_over = 0;  // events of others (:nemesis), lines of a log that are no event
};

// Operations of independent objects (values `[key value]`, as jepsen.independent writes them) get
// their key when all calls are of that form.
std::variant<Recorded, Complaint> read_history(std::string_view text);

}  // namespace triaz::exchange
