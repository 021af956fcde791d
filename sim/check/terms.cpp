#include "sim/check/terms.hpp"

#include <algorithm>

#include "sim/check/glossary.hpp"

namespace triaz::check {

namespace {

constexpr std::size_t columns = 80;

std::string plain(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '-' || c == '_') {
            result += ' ';
        } else {
            result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return result;
}

// Words of `text` in lines of `indent` spaces and at most 80 columns.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string result;
    std::string line(indent, ' ');
    bool empty = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!empty && line.size() + 1 + word.size() > columns) {
            result += line + "\n";
            line.assign(indent, ' ');
            empty = true;
        }
        if (!empty) line += ' ';
        line += word;
        empty = false;
    }
    return result + line + "\n";
}

}  // namespace

std::optional<Explanation> explain(std::string_view term) {
    const std::string wanted = plain(term);
    for (const GlossaryEntry& entry : glossary()) {
        const bool other_name =
            std::ranges::find(entry.other_names, wanted) != entry.other_names.end();
        if (plain(entry.explanation.term) == wanted || other_name) return entry.explanation;
    }
    return std::nullopt;
}

std::vector<std::string> terms() {
    std::vector<std::string> names;
    for (const GlossaryEntry& entry : glossary()) names.push_back(entry.explanation.term);
    return names;
}

std::string to_text(const Explanation& explanation) {
    constexpr std::size_t indent = 2;
    std::string text = explanation.term + "\n" + wrapped(explanation.meaning, indent);
    for (const std::string& paragraph : explanation.text)
        text.append("\n").append(wrapped(paragraph, indent));
    if (explanation.see_also.empty()) return text;
    std::string also = "See also: ";
    for (std::size_t i = 0; i < explanation.see_also.size(); ++i) {
        also += (i > 0 ? ", " : "") + explanation.see_also[i];
    }
    return text.append("\n").append(wrapped(also, indent));
}

}  // namespace triaz::check
