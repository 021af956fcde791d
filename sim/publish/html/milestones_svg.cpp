#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/publish/html/pictures.hpp"
#include "sim/publish/html/scale.hpp"

namespace triaz::publish::html {
namespace {

constexpr double width = 760;
constexpr double height = 84;
constexpr double first = 44;
constexpr double step = (width - 2 * first) / 7;
constexpr double line = 34;
constexpr std::size_t back = 5;  // T5

// After T0, but for T0 itself, which is an instant of the run.
std::string time_of(const Milestones& milestones, std::size_t i) {
    if (!milestones.t[i]) return "\u2013";
    if (i == back && milestones.held) return "held";
    if (i == 0 || !milestones.t[0]) return fmt::format("{:.2f} s", *milestones.t[i]);
    const double after = *milestones.t[i] - *milestones.t[0];
    return fmt::format("+{}", after == 0 ? "0 s" : base::seconds_text(after));
}

void write_text(HtmlWriter& html, const char* kind, double x, double y, const std::string& text) {
    html.element("text",
                 {{"class", kind}, {"x", number(x)}, {"y", number(y)}, {"text-anchor", "middle"}},
                 text);
}

}  // namespace

void write_milestones(HtmlWriter& html, const Milestones& milestones) {
    html.open("figure", {{"class", "milestones"}, {"id", milestones.id}});
    html.element("figcaption", milestones.fault);
    html.open("svg", {{"class", "picture"},
                      {"viewBox", "0 0 " + number(width) + " " + number(height)},
                      {"role", "img"},
                      {"aria-labelledby", milestones.id + "-says"}});
    std::string says = "T0 to T7 of " + milestones.fault + ":";
    for (std::size_t i = 0; i < milestones.t.size(); ++i)
        says += fmt::format(" {} {}{}", word_of_milestone(i),
                            milestones.t[i] ? time_of(milestones, i) : "not reached",
                            i + 1 < milestones.t.size() ? "," : ".");
    html.element("title", {{"id", milestones.id + "-says"}}, says);
    for (std::size_t i = 0; i + 1 < milestones.t.size(); ++i) {
        const double x = first + step * static_cast<double>(i);
        const bool reached = milestones.t[i] && milestones.t[i + 1];
        html.empty("line", {{"class", reached ? "reached" : "open"},
                            {"x1", number(x)},
                            {"x2", number(x + step)},
                            {"y1", number(line)},
                            {"y2", number(line)}});
    }
    for (std::size_t i = 0; i < milestones.t.size(); ++i) {
        const double x = first + step * static_cast<double>(i);
        html.empty("circle", {{"class", milestones.t[i] ? "reached" : "open"},
                              {"cx", number(x)},
                              {"cy", number(line)},
                              {"r", "6"}});
        write_text(html, "mark", x, line - 16, fmt::format("T{}", i));
        write_text(html, "word", x, line + 24, std::string{word_of_milestone(i)});
        write_text(html, "time", x, line + 42, time_of(milestones, i));
    }
    html.close();
    html.close();
    html.line_break();
}

}  // namespace triaz::publish::html
