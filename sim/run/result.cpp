#include "sim/run/result.hpp"

#include <algorithm>

namespace triaz::run {
namespace {

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"_-./,:=@+%"}.find(c) != std::string_view::npos;
}

// As one word of a POSIX shell, whatever is in it.
std::string quoted(const std::string& word) {
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return text + "'";
}

}  // namespace

bool Result::as_expected() const {
    return !findings.empty() && std::all_of(findings.begin(), findings.end(),
                                            [](const auto& f) { return f.as_expected(); });
}

std::string reproduce_line(const Result& result) {
    if (result.observation) {
        std::string line = "triaz observe import " + quoted(result.observed_in);
        if (!result.history.empty()) line += " --history " + quoted(result.history);
        return line;
    }
    return reproduce_line(result.scenario_path, result.mutant, result.seed, result.varied);
}

std::string reproduce_line(const std::string& scenario_path,
                           const std::optional<std::string>& mutant, std::uint64_t seed,
                           const std::vector<std::string>& varied) {
    const bool like_an_option = scenario_path.starts_with('-');
    std::string line = "triaz run " + quoted((like_an_option ? "./" : "") + scenario_path);
    if (mutant) line += " --mutant " + quoted(*mutant);
    for (const std::string& word : varied) line.append(" ").append(quoted(word));
    return line + " --seed " + std::to_string(seed);
}

}  // namespace triaz::run
