#include "sim/exchange/write_history.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace triaz::exchange {
namespace {

using history::Operation;
using history::Outcome;
using history::Value;

struct Line {
    std::uint32_t place;
    const Operation* operation;
    std::string_view type;
    const Value* value;
    std::optional<base::Time> at;
};

std::vector<Line> lines_of(const std::vector<Operation>& operations) {
    std::vector<Line> lines;
    for (const Operation& operation : operations) {
        lines.push_back(
            {operation.called, &operation, "invoke", &operation.argument, operation.called_at});
        if (operation.outcome == Outcome::open) {
            if (operation.given_up != history::never_returned)
                lines.push_back({operation.given_up, &operation, "info", &operation.argument, {}});
            continue;
        }
        const bool ok = operation.outcome == Outcome::ok;
        const bool wrote = operation.result.is_nil() && !operation.argument.is_nil();
        lines.push_back({operation.returned, &operation, ok ? "ok" : "fail",
                         ok && !wrote ? &operation.result : &operation.argument,
                         operation.returned_at});
    }
    std::ranges::sort(lines, {}, &Line::place);
    return lines;
}

nlohmann::ordered_json to_json(const Value& value) {
    using Json = nlohmann::ordered_json;
    switch (value.kind()) {
        case Value::Kind::nil:
            return nullptr;
        case Value::Kind::boolean:
            return value.integer() != 0;
        case Value::Kind::integer:
            return value.integer();
        case Value::Kind::text:
        case Value::Kind::word:
            return value.letters();
        case Value::Kind::list:
        case Value::Kind::set: {
            Json list = Json::array();
            for (const Value& item : value.items()) list.push_back(to_json(item));
            return list;
        }
        case Value::Kind::map: {
            Json object = Json::object();
            for (std::size_t at = 0; at + 1 < value.items().size(); at += 2) {
                const Value& key = value.items()[at];
                object[key.letters().empty() ? history::to_text(key) : key.letters()] =
                    to_json(value.items()[at + 1]);
            }
            return object;
        }
    }
    return nullptr;
}

}  // namespace

std::string to_json_lines(const std::vector<Operation>& operations) {
    std::string text;
    for (const Line& line : lines_of(operations)) {
        nlohmann::ordered_json object{{"process", line.operation->process},
                                      {"type", line.type},
                                      {"f", line.operation->function}};
        if (!line.operation->key.is_nil()) object["key"] = to_json(line.operation->key);
        object["value"] = to_json(*line.value);
        if (line.at) object["time_ns"] = line.at->time_since_epoch().count();
        if (!line.operation->error.empty() && line.type == "info")
            object["error"] = line.operation->error;
        text += object.dump() + "\n";
    }
    return text;
}

std::string to_edn(const std::vector<Operation>& operations) {
    std::string text;
    std::size_t index = 0;
    for (const Line& line : lines_of(operations)) {
        const Value& key = line.operation->key;
        text += "{:process " + std::to_string(line.operation->process) + ", :type :";
        text += line.type;
        text += ", :f :" + line.operation->function + ", :value ";
        text += history::to_text(key.is_nil() ? *line.value : Value::list({key, *line.value}));
        if (line.at) text += ", :time " + std::to_string(line.at->time_since_epoch().count());
        text += ", :index " + std::to_string(index++) + "}\n";
    }
    return text;
}

}  // namespace triaz::exchange
