// Reads EDN, the notation of Clojure, as far as recorded histories use it: one form after another
// from a text, each with the line it begins on.
//
// Comments (;), discarded forms (#_), metadata (^) and commas are passed over; of a tagged form
// (#inst "...", #jepsen.history.Op{...}) the form is taken, and Jepsen's tuples become lists of
// two. Throws Malformed with the place at fault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/exchange/complaint.hpp"
#include "sim/history/value.hpp"

namespace triaz::exchange {

class EdnReader {
public:
    explicit EdnReader(std::string_view text) : text_(text) {}

    // When the text is one vector or list, its items are given one by one.
    void enter_list();
    // The next form, or nothing at the end.
    std::optional<history::Value> next();

    // Where the form given last begins.
    std::uint64_t line() const { return line_of_form_; }
    std::uint64_t column() const { return column_of_form_; }

private:
    struct Place {
        std::uint64_t line, column;
    };

    bool at_end() const { return at_ == text_.size(); }
    char peek() const { return text_[at_]; }
    char take();
    Place place() const { return {line_, at_ - line_start_ + 1}; }
    [[noreturn]] static void fail(Place place, std::string message, std::string expected);

    void skip_space(std::size_t depth);
    void check_depth(std::size_t depth) const;
    void skip_form(std::size_t depth);
    history::Value form(std::size_t depth);
    std::vector<history::Value> items(char close, Place open, std::size_t depth);
    history::Value map(Place open, std::size_t depth);
    history::Value dispatch(std::size_t depth);
    history::Value tagged(std::size_t depth);
    history::Value text();
    history::Value character();
    history::Value token();
    std::string_view bare();
    std::uint32_t hexadecimal(Place open);

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 1;
    std::size_t line_start_ = 0;
    std::uint64_t line_of_form_ = 0, column_of_form_ = 0;
    char closes_with_ = 0;  // of the list that was entered
    Place opened_{};
};

}  // namespace triaz::exchange
