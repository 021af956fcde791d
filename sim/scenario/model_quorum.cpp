// Stores without a leader: so many members hold a write, so many are asked by a read.
#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

// Of `members`; a majority when the preset decides.
std::uint8_t ModelReader::read_share(const Preferred& fields, std::string_view key,
                                     std::size_t members) {
    const auto majority = static_cast<std::uint8_t>(members / 2 + 1);
    const Value* value = fields.decides(key) ? fields.value(key) : nullptr;
    if (value == nullptr) return majority;
    if (const std::string* word = value->text())
        return *word == "all" ? static_cast<std::uint8_t>(members) : majority;
    const std::uint64_t count = value->count().value_or(majority);
    if (count >= 1 && count <= members) return static_cast<std::uint8_t>(count);
    fields.error(key, {.code = "too-many",
                       .message = fmt::format("{} of {} members", count, members),
                       .expected = fmt::format("at most {}", members)});
    return majority;
}

void ModelReader::read_quorum(const Preferred& fields, world::Store& store, std::size_t members) {
    auto& options = std::get<protocol::quorum::Options>(store.protocol);
    options.members = static_cast<std::uint8_t>(members);
    options.writes = read_share(fields, "write_quorum", members);
    options.reads = read_share(fields, "read_quorum", members);
    if (fields.decides("hinted_handoff")) options.hinted_handoff = fields.flag("hinted_handoff");
    if (fields.decides("read_repair")) options.read_repair = fields.flag("read_repair");
    if (fields.decides("sloppy_quorum")) options.sloppy = fields.flag("sloppy_quorum");
}

}  // namespace triaz::scenario
