#include "sim/publish/document.hpp"

namespace triaz::publish {
namespace {

struct MilestoneWords {
    std::string_view word;
    std::string_view meaning;
};
constexpr std::array<MilestoneWords, 8> milestone_words{
    {{"struck", "the fault was injected"},
     {"felt", "first impact that a client saw"},
     {"noticed", "a health check or monitor saw it"},
     {"decided", "declared, by a machine or a person"},
     {"acted", "mitigation began to act"},
     {"back", "at the minimum service level again, for good"},
     {"whole", "redundancy restored: a second fault may come"},
     {"steady", "as before the fault"}}};

}  // namespace

std::string_view name_of(Tone tone) {
    constexpr std::array<std::string_view, 5> names{"plain", "good", "bad", "unsure", "quiet"};
    return names[static_cast<std::size_t>(tone)];
}

Cell badge(std::string text, Tone tone) { return {std::move(text), tone, true}; }

std::string_view name_of(Chart::Window window) {
    constexpr std::array<std::string_view, 3> names{"fault", "recovery", "degraded"};
    return names[static_cast<std::size_t>(window)];
}

std::string_view name_of(Chart::Unit unit) {
    constexpr std::array<std::string_view, 3> names{"share", "seconds", "count"};
    return names[static_cast<std::size_t>(unit)];
}

std::string_view word_of_milestone(std::size_t i) { return milestone_words.at(i).word; }
std::string_view meaning_of_milestone(std::size_t i) { return milestone_words.at(i).meaning; }

}  // namespace triaz::publish
