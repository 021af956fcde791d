#include "sim/publish/markdown.hpp"

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/report/page.hpp"
#include "sim/report/utf8.hpp"

namespace triaz::publish {
namespace {

bool is_read_by_markdown(char32_t code) {
    return code < 0x80 && std::string_view{"\\`*_{}[]<>()#+!|~&$@:"}.find(
                              static_cast<char>(code)) != std::string_view::npos;
}

// Punctuation that is harmless between letters and digits stays as it is, to be read and copied.
bool is_harmless(std::string_view before, char32_t code, std::string_view after) {
    if (code != U'_' && code != U':' && code != U'(' && code != U')' && code != U'+') return false;
    if (code == U'(' || code == U')' || code == U'+') return true;  // no link without a bracket
    const auto is_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (code == U':') return after.empty() || after.front() == ' ';  // no address, no emoji
    return !before.empty() && is_word(before.back()) && !after.empty() && is_word(after.front());
}

std::string cell_text(const Cell& cell) {
    const std::string text = markdown_text(cell.text);
    return cell.badge && !text.empty() ? "**" + text + "**" : text;
}

// Between fences no text can close.
std::string fenced(const std::vector<std::string>& lines) {
    std::string text = "~~~~~~\n";
    for (const std::string& line : lines) text += report::printable(line, report::Style{}) + "\n";
    return text + "~~~~~~\n";
}

std::string milestones_table(const Milestones& milestones) {
    Table table{milestones.fault, {}, {{}}, false};
    for (std::size_t i = 0; i < milestones.t.size(); ++i) {
        table.columns.push_back(
            {fmt::format("T{} {}", i, word_of_milestone(i)), Table::Align::right});
        table.rows.front().push_back(
            {milestones.t[i] ? fmt::format("{:.3f} s", *milestones.t[i]) : "not reached"});
    }
    return markdown_table(table);
}

struct MarkdownWriter {
    std::string& text;

    void operator()(const Paragraph& paragraph) const {
        text += markdown_text(paragraph.text) + "\n\n";
    }
    void operator()(const Absent& absent) const {
        text += "> " + markdown_text(absent.why) + "\n\n";
    }
    void operator()(const Items& items) const {
        for (const std::string& item : items.items) text += "- " + markdown_text(item) + "\n";
        text += "\n";
    }
    void operator()(const Commands& commands) const { text += fenced(commands.lines) + "\n"; }
    void operator()(const Facts& facts) const {
        if (facts.facts.empty()) return;
        for (const Facts::Fact& fact : facts.facts)
            text += "- " + markdown_text(fact.name) + ": " + cell_text(fact.value) + "\n";
        text += "\n";
    }
    void operator()(const Headlines& headlines) const {
        for (const Headlines::Headline& each : headlines.headlines)
            text += fmt::format("- {}: **{}** ({})\n", markdown_text(each.name),
                                markdown_text(each.value), markdown_text(each.note));
        text += "\n";
    }
    void operator()(const Table& table) const { text += markdown_table(table) + "\n"; }
    // Pictures are told in words; the figures of a curve are in the page and the JSON.
    void operator()(const Chart& chart) const {
        text +=
            fmt::format("{}: {}\n\n", markdown_text(chart.title), markdown_text(chart.description));
        for (const Chart::Band& band : chart.bands) text += "- " + markdown_text(band.what) + "\n";
        if (!chart.bands.empty()) text += "\n";
    }
    void operator()(const Bars& bars) const { text += markdown_table(bars.table) + "\n"; }
    void operator()(const Diagram& diagram) const {
        text += markdown_text(diagram.description) + "\n\n" + markdown_table(diagram.table) + "\n";
    }
    void operator()(const Milestones& milestones) const {
        text += milestones_table(milestones) + "\n";
    }
};

void write_blocks(std::string& text, const std::vector<Block>& blocks) {
    for (const Block& block : blocks) std::visit(MarkdownWriter{text}, block);
}

}  // namespace

std::string markdown_text(std::string_view text) {
    const std::string shown = report::printable(text, report::Style{});
    std::string safe;
    std::size_t at = 0;
    report::for_each_code_point(shown, [&](char32_t code, std::string_view bytes) {
        const std::string_view all{shown};
        const std::string_view before = all.substr(0, at);
        at += bytes.size();
        const bool list_mark = before.empty() && (code == U'-' || code == U'=' || code == U'>');
        if (list_mark || (is_read_by_markdown(code) && !is_harmless(before, code, all.substr(at))))
            safe += '\\';
        safe += bytes;
    });
    return safe;
}

std::string markdown_table(const Table& table) {
    std::string text;
    if (!table.caption.empty()) text += markdown_text(table.caption) + ":\n\n";
    std::string rule = "|";
    text += "|";
    for (const Table::Column& column : table.columns) {
        text += fmt::format(" {} |", markdown_text(column.name));
        rule += column.align == Table::Align::right ? " ---: |" : " --- |";
    }
    text += "\n" + rule + "\n";
    for (const auto& row : table.rows) {
        text += "|";
        for (const Cell& cell : row) text += fmt::format(" {} |", cell_text(cell));
        text += "\n";
    }
    return text;
}

std::string to_markdown(const Document& document) {
    std::string text = "# " + markdown_text(document.title) + "\n\n";
    if (!document.subtitle.empty()) text += markdown_text(document.subtitle) + "\n\n";
    text += "Evidence class: **" + markdown_text(document.evidence_class) + "**\n\n";
    MarkdownWriter{text}(Facts{document.control});
    for (std::size_t i = 0; i < document.sections.size(); ++i) {
        const Section& section = document.sections[i];
        text += fmt::format("## {} {}\n\n", i + 1, markdown_text(section.title));
        write_blocks(text, section.blocks);
        for (const Section& part : section.sections) {
            text += "### " + markdown_text(part.title) + "\n\n";
            write_blocks(text, part.blocks);
        }
    }
    while (text.ends_with("\n\n")) text.pop_back();
    return text;
}

}  // namespace triaz::publish
