#include "sim/exchange/json_lines.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace triaz::exchange {
namespace {

using history::Value;

// What is told of the text, made into values; nlohmann_json itself keeps no more than a stack.
class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
    Value root;
    std::size_t fault = 0;  // a byte, from 1
    std::string message;
    std::string expected;

    bool null() override { return add({}); }
    bool boolean(bool truth) override { return add(Value::of(truth)); }
    bool number_integer(std::int64_t number) override { return add(Value::of(number)); }
    bool number_unsigned(std::uint64_t number) override {
        if (number <= INT64_MAX) return add(Value::of(static_cast<std::int64_t>(number)));
        return add(Value::word(std::to_string(number)));
    }
    bool number_float(double, const std::string& written) override {
        return add(Value::word(written));
    }
    bool string(std::string& text) override { return add(Value::text(std::move(text))); }
    bool binary(nlohmann::json::binary_t&) override { return false; }

    bool start_object(std::size_t) override { return open(true); }
    bool start_array(std::size_t) override { return open(false); }
    bool key(std::string& name) override {
        stack_.back().items.push_back(Value::text(std::move(name)));
        return true;
    }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t byte, const std::string&,
                     const nlohmann::json::exception&) override {
        fault = byte;
        message = "this is no JSON";
        expected = "one JSON object a line";
        return false;
    }

private:
    struct Level {
        bool is_object;
        std::vector<Value> items;
    };

    bool open(bool is_object) {
        if (stack_.size() >= history::deepest_value) {
            message = "values are nested too deeply";
            expected = "at most " + std::to_string(history::deepest_value) + " levels";
            return false;
        }
        stack_.push_back({is_object, {}});
        return true;
    }
    bool close() {
        Level level = std::move(stack_.back());
        stack_.pop_back();
        return add(level.is_object ? Value::map(std::move(level.items))
                                   : Value::list(std::move(level.items)));
    }
    bool add(Value value) {
        if (stack_.empty())
            root = std::move(value);
        else
            stack_.back().items.push_back(std::move(value));
        return true;
    }

    std::vector<Level> stack_;
};

}  // namespace

Value json_value(std::string_view text, std::uint64_t line) {
    Builder builder;
    if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return builder.root;
    const std::size_t column = builder.fault == 0 ? 1 : std::min(builder.fault, text.size() + 1);
    throw Malformed({line, column, builder.message, builder.expected});
}

}  // namespace triaz::exchange
