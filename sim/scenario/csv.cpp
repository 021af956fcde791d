#include "sim/scenario/csv.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/shapes_people.hpp"

namespace triaz::scenario {

namespace {

struct Cell {
    std::string text;
    Position at;
};
using Row = std::vector<Cell>;

// The cells of a text, row by row.
class Cells {
public:
    Cells(std::uint32_t file, std::string_view text, Complaints& complaints)
        : file_(file), text_(text), complaints_(complaints) {}

    // Nothing at the end of the text, or after a complaint.
    std::optional<Row> next() {
        if (at_ >= text_.size() || broken_) return std::nullopt;
        Row row;
        do {
            row.push_back(cell());
        } while (!broken_ && take(','));
        if (!broken_ && !at_end_of_row())
            complain("text after a closing quote", "a comma or the end of the line");
        if (take('\r'))
            take('\n');
        else
            take('\n');
        return broken_ ? std::nullopt : std::optional{std::move(row)};
    }
    bool broken() const { return broken_; }

private:
    Position here() const { return {file_, static_cast<std::uint32_t>(at_)}; }
    bool take(char c) {
        const bool found = at_ < text_.size() && text_[at_] == c;
        at_ += found ? 1 : 0;
        return found;
    }
    bool at_end_of_row() const {
        return at_ >= text_.size() || text_[at_] == '\r' || text_[at_] == '\n';
    }
    void complain(std::string message, std::string expected) {
        complaints_.error(
            here(), "",
            {.code = "syntax", .message = std::move(message), .expected = std::move(expected)});
        broken_ = true;
    }

    Cell cell() {
        Cell cell{{}, here()};
        if (!take('"')) {
            while (at_ < text_.size() && text_[at_] != ',' && !at_end_of_row())
                cell.text += text_[at_++];
            return cell;
        }
        while (at_ < text_.size()) {
            if (!take('"')) {
                cell.text += text_[at_++];
            } else if (take('"')) {
                cell.text += '"';
            } else {
                return cell;
            }
        }
        at_ = cell.at.offset;
        complain("the quoted cell has no closing quote", "a double quote at its end");
        return cell;
    }

    std::uint32_t file_;
    std::string_view text_;
    Complaints& complaints_;
    std::size_t at_ = 0;
    bool broken_ = false;
};

// What a cell holds where a value of this form is wanted; what does not fit stays text, and is
// complained of as text would be.
Value value_of(const Cell& cell, const Key* key) {
    Value value{cell.at, cell.text};
    if (key == nullptr) return value;
    const char* const end = cell.text.data() + cell.text.size();
    if (key->form.kind == Form::Kind::count) {
        std::uint64_t count = 0;
        const auto [stop, error] = std::from_chars(cell.text.data(), end, count);
        if (error == std::errc{} && stop == end) value.data = count;
    }
    if (key->form.kind == Form::Kind::boolean && (cell.text == "true" || cell.text == "false"))
        value.data = cell.text == "true";
    return value;
}

class TableReader {
public:
    TableReader(std::uint32_t file, std::string_view text, std::size_t& values_left,
                Complaints& complaints)
        : cells_(file, text, complaints), values_left_(values_left), complaints_(complaints) {
        root_.at = {file, 0};
        root_.data = Object{};
    }

    std::optional<Value> read() {
        add(std::get<Object>(root_.data), {{"triaz"}, root_.at},
            Value{root_.at, std::string{"observation/1.0"}});
        while (auto row = cells_.next()) {
            while (!row->empty() && row->back().text.empty()) row->pop_back();
            if (row->empty()) continue;
            if (row->front().text.starts_with('[') && row->front().text.ends_with(']'))
                begin(*row);
            else if (!take(*row))
                return std::nullopt;
        }
        if (cells_.broken()) return std::nullopt;
        return std::move(root_);
    }

private:
    bool fail(Position at, std::string message, std::string expected) {
        complaints_.error(
            at, "",
            {.code = "syntax", .message = std::move(message), .expected = std::move(expected)});
        return false;
    }

    void add(Object& object, const Cell& name, Value value) {
        for (const Member& member : object) {
            if (member.name != name.text) continue;
            complaints_.error(
                name.at, "",
                {.code = "duplicate-key",
                 .message = fmt::format("the key {} is here a second time", in_quotes(name.text)),
                 .expected = fmt::format("each key once; the first is in line {}",
                                         complaints_.files().place(member.at).line)});
            return;
        }
        object.push_back({name.text, name.at, std::move(value)});
    }

    void begin(const Row& row) {
        const Cell& head = row.front();
        const std::string name = head.text.substr(1, head.text.size() - 2);
        columns_.clear();
        section_ = head;
        section_.text = name;
        shape_ = nullptr;
        is_list_ = false;
        if (name == "observation") {
            shape_ = &observation_shape();
            return;
        }
        const Key* const key = observation_shape().find(name);
        Value value{head.at, Object{}};
        if (key != nullptr && key->form.kind == Form::Kind::list) {
            is_list_ = true;
            value.data = Array{};
            shape_ = key->form.parts.front().shapes.front();
        } else if (key != nullptr && key->form.kind == Form::Kind::object) {
            shape_ = key->form.shapes.front();
        }
        add(std::get<Object>(root_.data), section_, std::move(value));
    }

    // What the rows of the section go into.
    Value& target() {
        if (section_.text == "observation") return root_;
        auto& members = std::get<Object>(root_.data);
        return std::ranges::find(members, section_.text, &Member::name)->value;
    }

    bool take(const Row& row) {
        if (section_.text.empty())
            return fail(row.front().at, "this row is in no section",
                        "a section before it, such as [observation]");
        if (values_left_ < row.size() + 1)
            return fail(row.front().at, "the input has too many values", "wider slices");
        values_left_ -= row.size() + 1;
        if (!is_list_) return take_pair(row);
        if (!columns_.empty()) return take_item(row);
        columns_ = row;
        return true;
    }

    bool take_pair(const Row& row) {
        if (row.size() > 2)
            return fail(row[2].at, fmt::format("a third cell in [{}]", section_.text),
                        "a key and its value; a value with a comma in double quotes");
        if (row.size() < 2) return true;  // a key without a value is absent
        const Key* const key = shape_ == nullptr ? nullptr : shape_->find(row[0].text);
        add(std::get<Object>(target().data), row[0], value_of(row[1], key));
        return true;
    }

    bool take_item(const Row& row) {
        if (row.size() > columns_.size())
            return fail(row[columns_.size()].at,
                        fmt::format("this row of [{}] has {} cells", section_.text, row.size()),
                        fmt::format("at most {}, one for each column", columns_.size()));
        Value item{row.front().at, Object{}};
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (row[i].text.empty()) continue;
            add(std::get<Object>(item.data), {columns_[i].text, row[i].at},
                value_of(row[i], shape_->find(columns_[i].text)));
        }
        std::get<Array>(target().data).push_back(std::move(item));
        return true;
    }

    Cells cells_;
    std::size_t& values_left_;
    Complaints& complaints_;
    Value root_;
    Cell section_;
    Row columns_;
    const Shape* shape_ = nullptr;
    bool is_list_ = false;
};

}  // namespace

std::optional<Value> parse_csv(std::uint32_t file, std::string_view text, std::size_t& values_left,
                               Complaints& complaints) {
    return TableReader{file, text, values_left, complaints}.read();
}

}  // namespace triaz::scenario
