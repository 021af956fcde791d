#include "sim/plan/icalendar.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/sha256.hpp"

namespace triaz::plan {

namespace {

constexpr std::size_t longest_line = 75;  // octets, RFC 5545 section 3.1

// RFC 5545 section 3.3.11; control characters are not allowed at all.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\\' || c == ';' || c == ',') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
            out += c;
        }
    }
    return out;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

class Writer {
public:
    void line(std::string_view name, std::string_view value) {
        std::string rest = fmt::format("{}:{}", name, value);
        std::size_t room = longest_line;
        while (rest.size() > room) {
            std::size_t cut = room;
            while (cut > 1 && continues_character(rest[cut])) --cut;
            text_ += rest.substr(0, cut) + "\r\n ";
            rest.erase(0, cut);
            room = longest_line - 1;  // after the space of the fold
        }
        text_ += rest + "\r\n";
    }
    void text_line(std::string_view name, std::string_view text) { line(name, escaped(text)); }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string basic(Day day) {
    std::string text = to_text(day);
    std::erase(text, '-');
    return text;
}

std::string basic(Instant at) {
    std::string text = to_text(at);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

class Calendar {
public:
    explicit Calendar(const Plan& plan) : plan_(plan) {}

    std::string write() {
        out_.line("BEGIN", "VCALENDAR");
        out_.line("VERSION", "2.0");
        out_.line("PRODID", "-//triaz//plan 1.0//EN");
        out_.line("CALSCALE", "GREGORIAN");
        out_.line("METHOD", "PUBLISH");
        out_.text_line("X-WR-CALNAME", plan_.title);
        for (const Exercise& exercise : plan_.exercises) write(exercise);
        for (const Duty& duty : plan_.duties) write(duty);
        out_.line("END", "VCALENDAR");
        return out_.take();
    }

private:
    void begin(const std::string& kind, const std::string& id) {
        const std::string unique =
            base::sha256_hex(fmt::format("{}\n{}\n{}", plan_.title, kind, id)).substr(0, 32);
        out_.line("BEGIN", "VEVENT");
        out_.line("UID", unique + "@triaz");
        out_.line("DTSTAMP", basic(Instant{plan_.control.approved_on.value_or(plan_.from)}));
    }

    void all_day(Day day) {
        out_.line("DTSTART;VALUE=DATE", basic(day));
        out_.line("DTEND;VALUE=DATE", basic(day + std::chrono::days{1}));
    }

    void write(const Exercise& exercise) {
        begin("exercise", exercise.id);
        if (exercise.from) {
            const Instant from = plan_.zone.first(exercise.on, *exercise.from);
            out_.line("DTSTART", basic(from));
            out_.line("DTEND", basic(from + exercise.lasts));
        } else {
            all_day(exercise.on);
        }
        out_.text_line("SUMMARY",
                       fmt::format("{} exercise: {}", name_of(exercise.type), exercise.id));
        std::string about = exercise.aim;
        for (const Participant& role : exercise.roles)
            about += fmt::format("\n{}: {}", role.role, name_of_person(role.person));
        out_.text_line("DESCRIPTION", about);
        out_.text_line("CATEGORIES", name_of(exercise.type));
        out_.line("STATUS", "CONFIRMED");
        out_.line("END", "VEVENT");
    }

    void write(const Duty& duty) {
        if (!duty.next) return;
        begin("duty", duty.id);
        all_day(*duty.next);
        out_.text_line("SUMMARY", fmt::format("due: {} ({})", duty.id, duty.clause));
        out_.text_line("DESCRIPTION", duty.owner.empty() ? duty.what
                                                         : fmt::format("{}\n{}", duty.what,
                                                                       name_of_person(duty.owner)));
        out_.line("CATEGORIES", "duty");
        if (duty.every_days) {
            out_.line("RRULE", fmt::format("FREQ=DAILY;INTERVAL={};UNTIL={}", *duty.every_days,
                                           basic(std::max(*duty.next, plan_.until))));
        }
        out_.line("TRANSP", "TRANSPARENT");
        out_.line("END", "VEVENT");
    }

    std::string name_of_person(const std::string& id) const {
        const auto found = std::ranges::find(plan_.people, id, &Colleague::id);
        return found == plan_.people.end() ? id : found->name;
    }

    const Plan& plan_;
    Writer out_;
};

}  // namespace

std::string to_icalendar(const Plan& plan) { return Calendar{plan}.write(); }

}  // namespace triaz::plan
