#include "sim/search/outcome.hpp"

#include <nlohmann/json.hpp>

namespace triaz::search {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Instant& instant) {
    const Component& component = instant.component;
    return {instant.at.time_since_epoch().count(),
            static_cast<int>(component.kind),
            component.name,
            component.index,
            component.names,
            instant.phase};
}

Instant instant_of(const Json& json) {
    Instant instant;
    instant.at = base::Time{base::Duration{json.at(0).get<std::int64_t>()}};
    instant.component = {static_cast<Component::Kind>(json.at(1).get<int>()),
                         json.at(2).get<std::string>(), json.at(3).get<std::uint32_t>(),
                         json.at(4).get<bool>()};
    instant.phase = json.at(5).get<std::string>();
    return instant;
}

}  // namespace

std::string to_line(const Outcome& outcome) {
    Json claims = Json::array();
    for (const Ruling& ruling : outcome.claims)
        claims.push_back({static_cast<int>(ruling.verdict), ruling.mechanism, ruling.reason});
    Json json{{"claims", claims}};
    if (!outcome.bit) json["bit"] = false;
    if (!outcome.failure.empty()) json["failure"] = outcome.failure;
    if (!outcome.instants.empty()) {
        Json& instants = json["instants"] = Json::array();
        for (const Instant& instant : outcome.instants) instants.push_back(json_of(instant));
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Outcome> outcome_of_line(std::string_view line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    try {
        Outcome outcome;
        for (const Json& claim : json.at("claims")) {
            outcome.claims.push_back({static_cast<check::Verdict>(claim.at(0).get<int>()),
                                      claim.at(1).get<std::string>(),
                                      claim.at(2).get<std::string>()});
        }
        outcome.bit = json.value("bit", true);
        outcome.failure = json.value("failure", "");
        if (json.contains("instants"))
            for (const Json& instant : json.at("instants"))
                outcome.instants.push_back(instant_of(instant));
        return outcome;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

}  // namespace triaz::search
