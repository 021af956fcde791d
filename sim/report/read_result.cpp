#include <nlohmann/json.hpp>

#include "sim/report/json.hpp"

namespace triaz::report {
namespace {

std::optional<check::Verdict> verdict_named(const std::string& name) {
    for (const auto verdict :
         {check::Verdict::upheld, check::Verdict::refuted, check::Verdict::inconclusive})
        if (check::name_of(verdict) == name) return verdict;
    return {};
}

// A member that is a string; empty when there is none.
std::string string_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<ReadClaim> read_claim(const nlohmann::json& claim) {
    if (!claim.is_object()) return {};
    const auto verdict = verdict_named(string_in(claim, "verdict"));
    const auto expected = verdict_named(string_in(claim, "expected"));
    if (!verdict || !expected) return {};
    return ReadClaim{string_in(claim, "id"), *verdict, *expected, string_in(claim, "reason")};
}

}  // namespace

std::optional<ReadResult> read_verdicts(std::string_view text) {
    const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !string_in(json, "schema").starts_with("triaz.result/1.")) return {};
    const auto verdict = verdict_named(string_in(json, "verdict"));
    const auto claims = json.find("claims");
    if (!verdict || claims == json.end() || !claims->is_array()) return {};
    ReadResult result{*verdict, {}, {}};
    for (const auto& each : *claims) {
        auto claim = read_claim(each);
        if (!claim) return {};
        result.claims.push_back(std::move(*claim));
        result.reproduce = string_in(each, "reproduce");
    }
    return result;
}

}  // namespace triaz::report
