// Stores after a named system: what the file does not say is as that system has it.
#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

std::string_view protocol_of(const protocol::Preset& preset) {
    if (std::holds_alternative<protocol::raft::Options>(preset.protocol)) return "raft";
    const auto* standby = std::get_if<protocol::standby::Options>(&preset.protocol);
    if (standby == nullptr) return "quorum";
    return standby->rule == protocol::standby::Rule::in_sync ? "isr" : "standby";
}

}  // namespace

std::vector<std::string> preset_names() {
    std::vector<std::string> names;
    for (const protocol::Preset& preset : protocol::presets()) names.emplace_back(preset.name);
    return names;
}

std::string Preferred::protocol() const {
    return preset != nullptr ? std::string{protocol_of(*preset)} : text("protocol");
}

const protocol::Preset* ModelReader::preset_of(const Fields& fields) {
    if (!fields.has("preset")) return nullptr;
    const protocol::Preset* preset = protocol::find_preset(fields.text("preset"));
    if (preset == nullptr || !fields.has("protocol")) return preset;
    const std::string_view known = protocol_of(*preset);
    if (fields.text("protocol") != known) {
        fields.error("protocol", {.code = "not-of-preset",
                                  .message = fmt::format("{} is no {}", in_quotes(preset->name),
                                                         in_quotes(fields.text("protocol"))),
                                  .expected = fmt::format("{}, or no protocol beside the preset",
                                                          in_quotes(known))});
    }
    return preset;
}

void ModelReader::begin_with(const Preferred& fields, std::string_view protocol,
                             world::Store& store) {
    if (fields.preset == nullptr) {
        if (protocol == "mirror") store.protocol = protocol::mirror::Options{};
        if (protocol == "standby" || protocol == "isr") {
            store.protocol = protocol::standby::Options{};
        }
        if (protocol == "quorum") store.protocol = protocol::quorum::Options{};
        return;
    }
    const protocol::Preset& preset = *fields.preset;
    std::visit([&](const auto& options) { store.protocol = options; }, preset.protocol);
    store.election_period = preset.election_period;
    store.heartbeat_period = preset.heartbeat_period;
    store.patience = preset.patience;
}

}  // namespace triaz::scenario
