#include "sim/exchange/read_history.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "sim/consistency/object.hpp"
#include "sim/exchange/edn.hpp"
#include "sim/exchange/json_lines.hpp"

namespace triaz::exchange {
namespace {

using history::Event;
using history::Value;

constexpr std::string_view spaces = " \t\r\f\v,";

std::optional<Event::Type> type_named(std::string_view name) {
    if (name.starts_with(':')) name.remove_prefix(1);
    if (name == "invoke") return Event::Type::invoke;
    if (name == "ok") return Event::Type::ok;
    if (name == "fail") return Event::Type::fail;
    if (name == "info") return Event::Type::info;
    return {};
}

std::string without_colon(const std::string& name) {
    return name.starts_with(':') ? name.substr(1) : name;
}

struct Events {
    std::vector<Event> events;
    std::uint64_t passed_over = 0;
};

// One map of EDN or JSON; nothing when it is not a client's.
std::optional<Event> event_of(const Value& map, std::uint64_t line, std::uint64_t column) {
    const auto fail = [&](std::string message, std::string expected) {
        throw Malformed({line, column, std::move(message), std::move(expected)});
    };
    const auto required = [&](const char* name) -> const Value& {
        const Value* const value = map.find(name);
        if (!value) fail(std::string{"an event has no "} + name, "process, type, f and value");
        return *value;
    };
    if (map.kind() != Value::Kind::map)
        fail("an event is no map but " + history::to_text(map).substr(0, 60),
             "a map with process, type, f and value");
    // Elle's own examples name neither process nor function of a transaction.
    const Value* const process = map.find("process");
    if (process && !process->is_integer() && !process->is_nil()) {
        if (process->letters().empty())
            fail("process is " + history::to_text(*process), "a whole number");
        return {};
    }
    Event event;
    event.line = line;
    event.process = process ? process->integer() : 0;
    const Value& type = required("type");
    const auto known = type_named(type.letters());
    if (!known) fail("type is " + history::to_text(type), "invoke, ok, fail or info");
    event.type = *known;
    if (const Value* const function = map.find("f")) {
        event.function = without_colon(function->letters());
        if (event.function.empty() && !function->is_nil())
            fail("f is " + history::to_text(*function), "the name of a function");
    }
    if (const Value* const value = map.find("value")) event.value = *value;
    const bool is_transaction = consistency::accesses_of(event.value).has_value();
    if (!process && !is_transaction) (void)required("process");
    if (event.function.empty() && !is_transaction)
        fail("an event has no f", "process, type, f and value");
    if (event.function.empty()) event.function = "txn";
    if (const Value* const key = map.find("key")) event.key = *key;
    if (const Value* const error = map.find("error"); error && !error->is_nil())
        event.error = history::to_text(*error);
    for (const char* const name : {"time", "time_ns"})
        if (const Value* const time = map.find(name); time && time->is_integer())
            event.time = base::Time{base::Duration{time->integer()}};
    return event;
}

void add(Events& events, std::optional<Event> event) {
    if (event)
        events.events.push_back(std::move(*event));
    else
        ++events.passed_over;
}

Events read_edn(std::string_view text) {
    Events events;
    EdnReader reader{text};
    reader.enter_list();
    while (const auto form = reader.next())
        add(events, event_of(*form, reader.line(), reader.column()));
    return events;
}

// Calls `visit(line, number)` for each line, without its end.
template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
    for (std::uint64_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        visit(line, number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

Events read_json_lines(std::string_view text) {
    Events events;
    for_each_line(text, [&](std::string_view line, std::uint64_t number) {
        if (line.find_first_not_of(spaces) == std::string_view::npos) return;
        add(events, event_of(json_value(line, number), number, 1));
    });
    return events;
}

// The place of ":invoke", ":ok", ":fail" or ":info" in a line of a log where a process stands
// before it and a function behind it; nothing when the line is no event.
struct LogEvent {
    std::string_view process, type, function;
    std::size_t value;  // a byte of the line
};
std::optional<LogEvent> log_event_of(std::string_view line) {
    std::string_view before;
    for (std::size_t at = 0; at < line.size();) {
        at = line.find_first_not_of(spaces, at);
        if (at == std::string_view::npos) break;
        const std::size_t end = std::min(line.find_first_of(spaces, at), line.size());
        const std::string_view word = line.substr(at, end - at);
        if (!before.empty() && word.starts_with(':') && type_named(word)) {
            const std::size_t from = line.find_first_not_of(spaces, end);
            const bool is_process =
                before.find_first_not_of("0123456789") == std::string_view::npos ||
                before == ":nemesis";
            if (is_process && from != std::string_view::npos && line[from] == ':') {
                const std::size_t to = std::min(line.find_first_of(spaces, from), line.size());
                return LogEvent{before, word, line.substr(from, to - from), to};
            }
        }
        before = word;
        at = end;
    }
    return {};
}

Event event_of_log(const LogEvent& found, std::string_view line, std::uint64_t number) {
    Event event;
    event.line = number;
    const char* const end = found.process.data() + found.process.size();
    if (std::from_chars(found.process.data(), end, event.process).ec != std::errc{})
        throw Malformed(
            {number, 1, "process is " + std::string{found.process}, "a smaller number"});
    event.type = *type_named(found.type);
    event.function = without_colon(std::string{found.function});
    try {
        EdnReader reader{line.substr(found.value)};
        if (auto value = reader.next()) event.value = std::move(*value);
        if (const auto error = reader.next()) event.error = history::to_text(*error);
    } catch (const Malformed& malformed) {
        Complaint complaint = malformed.complaint();
        complaint.line = number;
        complaint.column += found.value;
        throw Malformed(complaint);
    }
    const bool gave_up = event.type == Event::Type::fail || event.type == Event::Type::info;
    if (gave_up && event.error.empty() && event.value.kind() == Value::Kind::word)
        event.error = history::to_text(event.value);  // :timed-out, where the value stood
    return event;
}

Events read_log(std::string_view text) {
    Events events;
    for_each_line(text, [&](std::string_view line, std::uint64_t number) {
        const auto found = log_event_of(line);
        if (!found || found->process == ":nemesis")
            ++events.passed_over;
        else
            events.events.push_back(event_of_log(*found, line, number));
    });
    if (events.events.empty())
        throw Malformed({0, 0, "this is no recorded history that triaz knows",
                         "EDN of Jepsen or Knossos, log lines of Jepsen (`3 :invoke :read nil`), "
                         "or JSON lines with process, type, f and value"});
    return events;
}

// What the first bytes look like.
Form form_of(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n\f\v,";
    std::size_t at = text.find_first_not_of(blank);
    while (at != std::string_view::npos && text[at] == ';')
        at = text.find_first_not_of(blank, text.find('\n', at));
    if (at == std::string_view::npos)
        throw Malformed({0, 0, "the history is empty", "at least one event"});
    const std::size_t second = text.find_first_not_of(blank, at + 1);
    const char then = second == std::string_view::npos ? '\0' : text[second];
    switch (text[at]) {
        case '{':
            return then == '"' ? Form::json_lines : Form::edn;
        case '#':
            return Form::edn;
        case '[':
        case '(':
            if (then == '{' || then == '#' || then == ';' || then == ']' || then == ')' ||
                then == '\0')
                return Form::edn;
            return Form::log;
        default:
            return Form::log;
    }
}

bool is_pair(const Value& value) { return value.is_list() && value.items().size() == 2; }

// Whether the value of a call is `[key value]`, of a function whose bare values are no pairs.
enum class Keyed : std::uint8_t { no, maybe, surely };
Keyed keyed(const Event& call) {
    if (!is_pair(call.value)) return Keyed::no;
    const Value& inner = call.value.items()[1];
    if (call.function == "read" || call.function == "get")
        return inner.is_nil() ? Keyed::surely : Keyed::no;
    if (call.function == "cas") return is_pair(inner) ? Keyed::surely : Keyed::no;
    if (call.function == "txn" || call.value.items()[0].is_list()) {
        const bool outer = call.value.items()[0].is_list();
        return !outer && inner.is_list() ? Keyed::surely : Keyed::no;
    }
    return Keyed::maybe;
}

void take_keys(std::vector<Event>& events) {
    bool surely = false;
    for (const Event& event : events) {
        if (!event.key.is_nil()) return;
        if (event.type != Event::Type::invoke) continue;
        const Keyed one = keyed(event);
        if (one == Keyed::no) return;
        surely |= one == Keyed::surely;
    }
    if (!surely) return;
    std::map<std::int64_t, Value> called;  // keys, by process
    for (Event& event : events) {
        const bool calls = event.type == Event::Type::invoke;
        const bool fits =
            is_pair(event.value) && (calls || event.value.items()[0] == called[event.process]);
        if (calls) called[event.process] = event.value.items()[0];
        event.key = called[event.process];
        if (fits) event.value = Value{event.value.items()[1]};
    }
}

Recorded operations_of(Events read, Form form) {
    take_keys(read.events);
    auto paired = history::pair_up(read.events);
    if (const auto* const error = std::get_if<history::PairingError>(&paired))
        throw Malformed({read.events[error->event].line, 1, error->message, error->expected});
    return {.form = form,
            .operations = std::move(std::get<std::vector<history::Operation>>(paired)),
            .events = read.events.size(),
            .passed_over = read.passed_over};
}

}  // namespace

std::string_view name_of(Form form) {
    switch (form) {
        case Form::edn:
            return "EDN";
        case Form::log:
            return "log lines";
        case Form::json_lines:
            return "JSON lines";
    }
    return {};
}

std::variant<Recorded, Complaint> read_history(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    try {
        const Form form = form_of(text);
        Events events = form == Form::edn   ? read_edn(text)
                        : form == Form::log ? read_log(text)
                                            : read_json_lines(text);
        return operations_of(std::move(events), form);
    } catch (const Malformed& malformed) {
        return malformed.complaint();
    }
}

}  // namespace triaz::exchange
