#include "sim/exchange/complaint.hpp"

#include <algorithm>

namespace triaz::exchange {
namespace {

constexpr std::size_t widest = 76;

// The line of a text, from 1.
std::string_view line_of(std::string_view text, std::uint64_t number) {
    for (; number > 1; --number) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

// Without control characters and bytes beyond ASCII, so that columns are bytes.
std::string plain(std::string_view text) {
    std::string result{text};
    for (char& letter : result)
        if (static_cast<unsigned char>(letter) < 0x20 || static_cast<unsigned char>(letter) > 0x7e)
            letter = letter == '\t' ? ' ' : '?';
    return result;
}

}  // namespace

std::string to_text(const Complaint& complaint, std::string_view file, std::string_view text) {
    std::string result{file};
    if (complaint.line > 0)
        result.append(":")
            .append(std::to_string(complaint.line))
            .append(":")
            .append(std::to_string(complaint.column));
    result += ": error: " + plain(complaint.message) + "\n";
    const std::string_view line = complaint.line > 0 ? line_of(text, complaint.line) : "";
    if (!line.empty() && complaint.column <= line.size() + 1) {
        const std::size_t at = complaint.column - 1;
        const std::size_t from = at < widest ? 0 : at - widest / 2;
        result += "  " + plain(line.substr(from, widest)) + "\n";
        result += "  " + std::string(at - from, ' ') + "^\n";
    }
    if (!complaint.expected.empty()) result += "  expected: " + plain(complaint.expected) + "\n";
    return result;
}

}  // namespace triaz::exchange
