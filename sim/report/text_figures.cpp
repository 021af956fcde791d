// The figures of a claim: those that say something in a table, the rest in a few words. Nothing is
// left out but an upper bound that equals its lower one.
#include <algorithm>
#include <map>

#include "sim/report/text_parts.hpp"

namespace triaz::report {
namespace {

constexpr std::size_t indent = 4;
constexpr std::size_t gap = 4;
constexpr std::size_t widest_label = 40;

// "longest_outage_s" to "longest outage": the unit stands beside the value.
std::string label_of(const check::Figure& figure, const Style& style) {
    std::string label =
        figure.name.ends_with("_s") ? figure.name.substr(0, figure.name.size() - 2) : figure.name;
    std::replace(label.begin(), label.end(), '_', ' ');
    if (label.starts_with("p999 ")) label.replace(0, 4, "p99.9");
    return printable(label, style);
}

// "outage_total_upper_s" when "outage_total_s" is the same.
bool repeats_lower_bound(const check::Figure& figure, const std::vector<check::Figure>& figures) {
    const std::size_t at = figure.name.find("_upper");
    if (at == std::string::npos) return false;
    std::string lower = figure.name;
    lower.erase(at, std::string_view{"_upper"}.size());
    return std::any_of(figures.begin(), figures.end(), [&](const check::Figure& each) {
        return each.name == lower && each.text == figure.text;
    });
}

struct Cell {
    std::string label;
    std::string value;
};

std::size_t width_of_cells(const std::vector<Cell>& cells, std::size_t from, std::size_t to,
                           std::string Cell::*part) {
    std::size_t width = 0;
    for (std::size_t i = from; i < to; ++i) width = std::max(width, width_of(cells[i].*part));
    return width;
}

// Cells one below the other, in one column of a table.
std::vector<std::string> column_of(const Page& page, const std::vector<Cell>& cells,
                                   std::size_t from, std::size_t to) {
    const std::size_t label_width = width_of_cells(cells, from, to, &Cell::label);
    const std::size_t value_width = width_of_cells(cells, from, to, &Cell::value);
    std::vector<std::string> lines;
    for (std::size_t i = from; i < to; ++i)
        lines.push_back(page.painted(left(cells[i].label, label_width), Tone::quiet) + "  " +
                        right(cells[i].value, value_width));
    return lines;
}

std::size_t width_of_column(const std::vector<Cell>& cells, std::size_t from, std::size_t to) {
    return width_of_cells(cells, from, to, &Cell::label) + 2 +
           width_of_cells(cells, from, to, &Cell::value);
}

// In two columns, read downwards, or in one when they do not fit beside each other.
void append_table(Page& page, const std::vector<Cell>& cells) {
    const std::size_t half = (cells.size() + 1) / 2;
    const bool fits = indent + width_of_column(cells, 0, half) + gap +
                          width_of_column(cells, half, cells.size()) <=
                      page_width;
    const std::size_t rows = fits ? half : cells.size();
    const auto first = column_of(page, cells, 0, rows);
    const auto second = column_of(page, cells, rows, cells.size());
    for (std::size_t i = 0; i < rows; ++i)
        page.line(std::string(indent, ' ') + first[i] +
                  (i < second.size() ? std::string(gap, ' ') + second[i] : ""));
}

// What is zero, or cannot be measured, told together: "zero: blackout, brownout" and "time to
// detect, exposure window: no fault".
void append_groups(Page& page, const std::vector<check::Figure>& figures) {
    const std::string zero = "zero";
    std::vector<std::string> order;
    std::map<std::string, std::string> members;
    for (const check::Figure& figure : figures) {
        const std::string what = figure.known ? zero : printable(figure.text, page.style());
        if (!members.contains(what)) order.push_back(what);
        std::string& names = members[what];
        names += (names.empty() ? "" : ", ") + label_of(figure, page.style());
    }
    for (const std::string& what : order)
        page.paragraph(what == zero ? what + ": " + members[what] : members[what] + ": " + what,
                       indent, Tone::quiet);
}

// Zero, or nothing to measure ("no fault"); but not a figure whose zero is a word ("no", "none").
bool says_little(const check::Figure& figure) {
    const bool is_number = !figure.text.empty() && figure.text[0] >= '0' && figure.text[0] <= '9';
    return !figure.known || (figure.value == 0 && is_number);
}

}  // namespace

void append_figures(Page& page, const std::vector<check::Figure>& figures) {
    std::vector<Cell> telling;
    std::vector<check::Figure> rest;
    for (const check::Figure& figure : figures) {
        if (repeats_lower_bound(figure, figures)) continue;
        if (says_little(figure)) {
            rest.push_back(figure);
            continue;
        }
        telling.push_back({cut(label_of(figure, page.style()), widest_label, page.style()),
                           printable(figure.text, page.style())});
    }
    const std::size_t room =
        page_width - indent - 2 - width_of_cells(telling, 0, telling.size(), &Cell::label);
    for (Cell& cell : telling) cell.value = cut(cell.value, room, page.style());
    if (!telling.empty() || !rest.empty()) page.line();
    append_table(page, telling);
    append_groups(page, rest);
}

}  // namespace triaz::report
