#include "sim/consistency/report.hpp"

#include <array>

namespace triaz::consistency {
namespace {

constexpr std::array<std::string_view, 9> model_names{
    "register", "cas-register", "kv", "set", "append", "bank", "mutex", "counter", "registers"};

constexpr std::array<std::string_view, 13> consistency_names{"linearizable",
                                                             "sequential",
                                                             "session",
                                                             "durable",
                                                             "conserving",
                                                             "bounded",
                                                             "read-uncommitted",
                                                             "read-committed",
                                                             "repeatable-read",
                                                             "snapshot-isolation",
                                                             "serializable",
                                                             "strong-session-serializable",
                                                             "strict-serializable"};

template <class Enum, std::size_t count>
std::optional<Enum> named(const std::array<std::string_view, count>& names, std::string_view name) {
    for (std::size_t at = 0; at < count; ++at)
        if (names[at] == name) return static_cast<Enum>(at);
    return {};
}

}  // namespace

std::string_view name_of(Model model) { return model_names[static_cast<std::size_t>(model)]; }

std::string_view name_of(Consistency consistency) {
    return consistency_names[static_cast<std::size_t>(consistency)];
}

std::optional<Model> model_named(std::string_view name) { return named<Model>(model_names, name); }

std::optional<Consistency> consistency_named(std::string_view name) {
    return named<Consistency>(consistency_names, name);
}

std::vector<std::string_view> names_of_models() { return {model_names.begin(), model_names.end()}; }

std::vector<std::string_view> names_of_consistencies() {
    return {consistency_names.begin(), consistency_names.end()};
}

std::vector<Consistency> consistencies_of(Model model) {
    using enum Consistency;
    switch (model) {
        case Model::single_register:
        case Model::key_value:
            return {linearizable, sequential, session};
        case Model::cas_register:
        case Model::registers:
        case Model::mutex:
            return {linearizable, sequential};
        case Model::set:
            return {durable, linearizable, sequential};
        case Model::counter:
            return {bounded, linearizable, sequential};
        case Model::bank:
            return {conserving};
        case Model::append:
            return {strict_serializable, strong_session_serializable,
                    serializable,        snapshot_isolation,
                    repeatable_read,     read_committed,
                    read_uncommitted};
    }
    return {};
}

}  // namespace triaz::consistency
