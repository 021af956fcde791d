#include "sim/cli/shared_words.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>

#include "sim/base/text.hpp"
#include "sim/base/units.hpp"

namespace triaz::cli {

void add_scenario_file(CLI::App& command, std::string& path) {
    command.add_option("SCENARIO", path, "The scenario file")->required()->option_text(" ");
}

void add_seed(CLI::App& command, std::optional<std::uint64_t>& seed, const std::string& about) {
    command.add_option("-s,--seed", seed, about)->option_text("N")->check(check_whole_number, "");
}

void add_load(CLI::App& command, std::string& share) {
    command.add_option("--load", share, "Of the requests that clients send; 100%")
        ->option_text("SHARE")
        ->check(check_share, "");
}

void add_jobs(CLI::App& command, unsigned& jobs) {
    command.add_option("-j,--jobs", jobs, "So many at once; as many as processors")
        ->option_text("N")
        ->check(CLI::Range(1U, 1024U).description(""));
}

void add_output(CLI::App& command, std::optional<std::string>& output) {
    command.add_option("-o,--output", output, "Write to FILE, whole or not at all")
        ->option_text("FILE");
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
    const auto near = base::nearest(word, known);
    return near ? "; did you mean `" + std::string{*near} + "`?" : "";
}

std::string check_whole_number(const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end) return {};
    return text + " is no whole number of 0 to 2^64 - 1";
}

std::string check_duration(const std::string& text) {
    const auto duration = base::parse_duration(text);
    if (duration && duration->count() > 0) return {};
    return text + " is no time such as 60s or 1.5min";
}

std::string check_bytes(const std::string& text) {
    const auto bytes = base::parse_bytes(text);
    if (bytes && bytes->count > 0) return {};
    return text + " is no size such as 500MB or 1GiB";
}

std::string check_share(const std::string& text) {
    const auto share = base::parse_ratio(text);
    if (share && share->value > 0) return {};
    return text + " is no share such as 50%";
}

}  // namespace triaz::cli
