#include <algorithm>
#include <cctype>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/scenario/collector.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/utf8.hpp"

namespace triaz::scenario {

namespace {

// A pointer into the text that tells how far the parser has read.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, const char** read) : at_(at), read_(read) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        *read_ = ++at_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

private:
    const char* at_;
    const char** read_;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '+' || c == '-' ||
           c == '.' || c == '\'' || c == '#' || c == '/';
}

// Receives the parser's events and builds the tree. Where a token begins is found by looking from
// the end of the token before, because the parser tells only how far it has read.
class TreeBuilder {
public:
    TreeBuilder(std::uint32_t file, std::string_view text, std::size_t& values_left,
                Complaints& complaints)
        : file_(file),
          text_(text),
          values_left_(values_left),
          complaints_(complaints),
          read_(text.data()) {}

    const char** read() { return &read_; }
    Value take() { return std::move(root_); }

    bool null() { return add(std::monostate{}); }
    bool boolean(bool flag) { return add(flag); }
    bool number_integer(std::int64_t number) { return add(number); }
    bool number_unsigned(std::uint64_t number) { return add(number); }
    bool number_float(double number, const std::string&) { return add(number); }
    bool string(std::string& text) { return add(std::move(text)); }
    bool binary(std::vector<std::uint8_t>&) { return false; }
    bool start_object(std::size_t) { return open(Object{}); }
    bool start_array(std::size_t) { return open(Array{}); }
    bool end_array() { return close(); }

    bool end_object() {
        drop_duplicates(std::get<Object>(open_.back()->data));
        return close();
    }

    bool key(std::string& name) {
        auto& members = std::get<Object>(open_.back()->data);
        members.push_back(Member{std::move(name), here(), Value{}});
        end_of_token();
        return true;
    }

    bool parse_error(std::size_t, const std::string& token,
                     const nlohmann::detail::exception& error);

private:
    Position here() const { return {file_, static_cast<std::uint32_t>(next_token(end_))}; }

    std::size_t next_token(std::size_t from) const {
        while (from < text_.size() &&
               (is_space(text_[from]) || text_[from] == ',' || text_[from] == ':')) {
            ++from;
        }
        return from;
    }

    // The parser reads one byte past a number to see its end.
    void end_of_token() { end_ = static_cast<std::size_t>(read_ - text_.data()); }
    void end_of_number(std::size_t begin);

    // The slot for the next value, or nothing when there have been too many.
    Value* slot() {
        if (values_left_ == 0) {
            complaints_.error(here(), "",
                              {.code = "too-large",
                               .message = "the input has too many values",
                               .expected = "counts in place of long lists"});
            return nullptr;
        }
        --values_left_;
        if (open_.empty()) return &root_;
        if (auto* items = std::get_if<Array>(&open_.back()->data)) return &items->emplace_back();
        return &std::get<Object>(open_.back()->data).back().value;
    }

    template <class Data>
    bool add(Data data) {
        const Position at = here();
        Value* value = slot();
        if (value == nullptr) return false;
        value->at = at;
        value->data = std::move(data);
        if (value->number()) {
            end_of_number(at.offset);
        } else {
            end_of_token();
        }
        return true;
    }

    template <class Container>
    bool open(Container container) {
        const Position at = here();
        if (open_.size() == deepest) {
            complaints_.error(at, "",
                              {.code = "too-deep",
                               .message = fmt::format("nested deeper than {} levels", deepest),
                               .expected = "a flatter file"});
            return false;
        }
        Value* value = slot();
        if (value == nullptr) return false;
        value->at = at;
        value->data = std::move(container);
        open_.push_back(value);  // stays put: its parent gets no sibling before it is closed
        end_of_token();
        return true;
    }

    bool close() {
        open_.pop_back();
        end_of_token();
        return true;
    }

    void drop_duplicates(Object& members);

    std::uint32_t file_;
    std::string_view text_;
    std::size_t& values_left_;
    Complaints& complaints_;
    const char* read_;
    std::size_t end_ = 0;  // where the last token ended
    Value root_;
    std::vector<Value*> open_;
};

void TreeBuilder::drop_duplicates(Object& members) {
    if (members.size() < 2) return;
    std::vector<std::uint32_t> order(members.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {},
                             [&](std::uint32_t i) { return std::string_view{members[i].name}; });
    std::vector<bool> again(members.size());
    bool any = false;
    for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
        const Member& known = members[order[first]];
        const Member& member = members[order[i]];
        if (known.name != member.name) {
            first = i;
            continue;
        }
        any = again[order[i]] = true;
        complaints_.error(
            member.at, "",
            {.code = "duplicate-key",
             .message = fmt::format("the key {} is here a second time", in_quotes(member.name)),
             .expected = fmt::format("each key once; the first is in line {}",
                                     complaints_.files().place(known.at).line)});
    }
    if (!any) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (again[i]) continue;
        if (kept != i) members[kept] = std::move(members[i]);
        ++kept;
    }
    members.resize(kept);
}

void TreeBuilder::end_of_number(std::size_t begin) {
    end_ = begin;
    const auto skip = [&](std::string_view any) {
        const bool found = end_ < text_.size() && any.find(text_[end_]) != std::string_view::npos;
        if (found) ++end_;
        return found;
    };
    const auto skip_digits = [&] {
        while (skip("0123456789")) continue;
    };
    skip("-");
    if (!skip("0")) skip_digits();
    if (skip(".")) skip_digits();
    if (skip("eE")) {
        skip("+-");
        skip_digits();
    }
}

struct Syntax {
    std::string message;
    std::string expected;
};

Syntax wrong_word(std::string_view word) {
    const std::string message = fmt::format("{} is no JSON value", in_quotes(word));
    if (word == "NaN" || word == "nan" || word.ends_with("Infinity") || word.ends_with("inf")) {
        return {message, "a finite number"};
    }
    if (static_cast<unsigned char>(word.front()) >= 0x80) {
        if (character_length(word) == 0) return {"the file is not valid UTF-8", "UTF-8"};
        return {message, "the straight double quote \" around texts"};
    }
    if (word == "True" || word == "False" || word == "None" || word == "undefined") {
        return {message, "true, false or null, in lower case"};
    }
    if (word.starts_with("'")) return {"text stands in single quotes", "double quotes"};
    if (word.starts_with("/") || word.starts_with("#")) {
        return {"JSON has no comments", "the key \"note\", which every object may have"};
    }
    if (word.starts_with("+") || word.starts_with(".")) {
        return {message, "a number that begins with a digit or a minus"};
    }
    return {message, "text in double quotes, a number, true, false, a list or an object"};
}

Syntax wrong_string(std::string_view what) {
    const auto has = [&](std::string_view part) {
        return what.find(part) != std::string_view::npos;
    };
    if (has("UTF-8")) return {"the text is not valid UTF-8", "a file in UTF-8"};
    if (has("missing closing quote")) {
        return {"the text has no closing quote", "a double quote at its end"};
    }
    if (has("control character")) {
        return {"the text has a line break or control character in it",
                "a double quote at the end of the text, or the character escaped: \\n, \\t"};
    }
    if (has("surrogate")) {
        return {"half a surrogate pair",
                "two \\u escapes that belong together, or the character itself"};
    }
    return {"an escape that JSON does not know",
            "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000"};
}

// What the parser met in place of what it waited for.
Syntax wrong_token(std::string_view what, char token) {
    const auto has = [&](std::string_view part) {
        return what.find(part) != std::string_view::npos;
    };
    const std::string met = std::string_view{"{}[],:"}.find(token) != std::string_view::npos
                                ? fmt::format("a {} is not expected here", in_quotes({&token, 1}))
                                : std::string{"a value is not expected here"};
    if (has("expected end of input")) {
        return {"something follows the end of the document", "nothing"};
    }
    if (has("parsing object key")) {
        if (token == '}')
            return {"a comma before the closing brace", "no comma after the last member"};
        return {met, "a key in double quotes"};
    }
    if (has("parsing object separator")) return {met, "a colon after the key"};
    if (has("parsing object")) return {met, "a comma before the next key, or a closing brace"};
    if (has("parsing array")) return {met, "a comma before the next value, or a closing bracket"};
    if (token == ']')
        return {"a comma before the closing bracket", "no comma after the last value"};
    return {met, "a value"};
}

// The word, number or character at `offset`, for a message.
std::string_view word_at(std::string_view text, std::size_t offset) {
    constexpr std::size_t longest = 40;
    std::size_t end = offset;
    while (end < text.size() && end - offset < longest && is_word(text[end])) ++end;
    if (end == offset && offset < text.size()) {
        end += std::max<std::size_t>(character_length(text.substr(offset)), 1);
    }
    return text.substr(offset, end - offset);
}

// The punctuation that was not expected; '\0' when it was something else.
char unexpected_mark(std::string_view what) {
    constexpr std::string_view before = "unexpected '";
    const std::size_t at = what.find(before);
    return at == std::string_view::npos ? '\0' : what[at + before.size()];
}

bool TreeBuilder::parse_error(std::size_t, const std::string&,
                              const nlohmann::detail::exception& error) {
    const std::string_view what = error.what();
    const auto has = [&](std::string_view part) {
        return what.find(part) != std::string_view::npos;
    };
    const auto read = static_cast<std::size_t>(read_ - text_.data());
    std::size_t offset = std::min(next_token(end_), text_.size());
    const std::string_view word = word_at(text_, offset);
    const bool at_end = has("unexpected end of input");
    Syntax syntax;
    if (has("number overflow")) {
        syntax = {fmt::format("the number {} is too large", in_quotes(word)),
                  "a number below 1.8e308"};
    } else if (at_end && read < text_.size()) {
        offset = read - 1;
        syntax = {"a zero byte", "text"};
    } else if (at_end || (read >= text_.size() && has("invalid literal"))) {
        offset = text_.size();
        syntax = {"the file ends too early", "the rest of the document"};
        if (!open_.empty()) {
            syntax.expected = fmt::format("the end of the {} that begins in line {}",
                                          open_.back()->object() != nullptr ? "object" : "list",
                                          complaints_.files().place(open_.back()->at).line);
        }
    } else if (has("invalid string")) {
        syntax = wrong_string(what);
        if (has("UTF-8") && read > 0) offset = read - 1;
    } else if (has("parsing object key") && has("invalid literal") &&
               std::isalpha(static_cast<unsigned char>(word.front()))) {
        syntax = {fmt::format("the key {} stands without quotes", word), "a key in double quotes"};
    } else if (has("invalid number") && !word.ends_with("Infinity")) {
        syntax = {"a number that JSON does not know",
                  "digits before and after the point: 0.5, 1e6"};
    } else if (has("invalid")) {
        syntax = wrong_word(word);
    } else {
        const char mark = unexpected_mark(what);
        if (mark != '\0' && read > 0) offset = read - 1;
        syntax = wrong_token(what, mark);
        if (mark == '\0' && offset > 0 && text_[offset - 1] == '0' &&
            std::isdigit(static_cast<unsigned char>(text_[offset]))) {
            --offset;
            syntax = {"a number with a needless zero before it", "the number without it"};
        }
    }
    complaints_.error({file_, static_cast<std::uint32_t>(offset)}, "",
                      {.code = "syntax", .message = syntax.message, .expected = syntax.expected});
    return false;
}

}  // namespace

std::optional<Value> parse(std::uint32_t file, std::string_view text, std::size_t& values_left,
                           Complaints& complaints) {
    TreeBuilder builder{file, text, values_left, complaints};
    const CountingIterator begin{text.data(), builder.read()};
    const CountingIterator end{text.data() + text.size(), builder.read()};
    if (!nlohmann::json::sax_parse(begin, end, &builder)) return std::nullopt;
    return builder.take();
}

}  // namespace triaz::scenario
