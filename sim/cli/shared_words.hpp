// Private to sim/cli: words that several commands have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace triaz::cli {

void add_scenario_file(CLI::App& command, std::string& path);
void add_seed(CLI::App& command, std::optional<std::uint64_t>& seed,
              const std::string& about = "Instead of the seed of the file");
void add_load(CLI::App& command, std::string& share);
void add_jobs(CLI::App& command, unsigned& jobs);
// -o FILE
void add_output(CLI::App& command, std::optional<std::string>& output);

// "; did you mean `zone`?", or nothing when no word is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

// Checks of what was said: the complaint, or nothing.

// 0 to 2^64 - 1. CLI11 alone would take -1 for the greatest.
std::string check_whole_number(const std::string& text);
// Longer than nothing: 60s, 1.5min.
std::string check_duration(const std::string& text);
// More than nothing: 500MB.
std::string check_bytes(const std::string& text);
// Greater than nothing: 50%, 0.5.
std::string check_share(const std::string& text);

}  // namespace triaz::cli
