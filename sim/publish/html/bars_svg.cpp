#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/publish/html/pictures.hpp"
#include "sim/publish/html/scale.hpp"

namespace triaz::publish::html {
namespace {

constexpr double width = 760;
constexpr double left = 190;
constexpr double right = 60;
constexpr double plot_width = width - left - right;
constexpr double bar_height = 12;
constexpr double row_height = 40;
constexpr double top = 6;
constexpr double bottom = 26;

void write_bar(HtmlWriter& html, double y, std::optional<double> share, const char* kind) {
    const double length = std::clamp(share.value_or(0), 0.0, 1.0) * plot_width;
    html.empty("rect", {{"class", std::string{"bar "} + kind},
                        {"x", number(left)},
                        {"y", number(y)},
                        {"width", number(length)},
                        {"height", number(bar_height)}});
    html.element("text",
                 {{"class", "value"}, {"x", number(left + length + 6)}, {"y", number(y + 10)}},
                 share ? base::percent(*share) : "not known");
}

void write_scale(HtmlWriter& html, double height) {
    html.open("g", {{"class", "grid"}});
    for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const std::string x = number(left + tick * plot_width);
        html.empty(
            "line",
            {{"x1", x}, {"x2", x}, {"y1", number(top)}, {"y2", number(height - bottom + 4)}});
        html.element("text", {{"x", x}, {"y", number(height - 6)}, {"text-anchor", "middle"}},
                     number(tick * 100) + "%");
    }
    html.close();
}

void write_key(HtmlWriter& html, const char* kind, const char* words) {
    html.open("li");
    html.open("svg", {{"class", "key"}, {"viewBox", "0 0 28 12"}, {"aria-hidden", "true"}});
    html.empty("rect", {{"class", std::string{"bar "} + kind}, {"width", "28"}, {"height", "12"}});
    html.close();
    html.text(words);
    html.close();
}

}  // namespace

void write_bars(HtmlWriter& html, const Bars& bars) {
    const double height = top + row_height * static_cast<double>(bars.bars.size()) + bottom;
    html.open("figure", {{"class", "bars"}, {"id", bars.id}});
    html.element("figcaption", bars.title);
    html.open("ul", {{"class", "legend"}});
    write_key(html, "before", "before the first fault");
    write_key(html, "after", "from the first fault on");
    html.close();
    html.open("svg", {{"class", "picture"},
                      {"viewBox", "0 0 " + number(width) + " " + number(height)},
                      {"role", "img"},
                      {"aria-labelledby", bars.id + "-says"}});
    html.element("title", {{"id", bars.id + "-says"}}, bars.title + ". " + bars.description);
    write_scale(html, height);
    double y = top + 4;
    for (const Bars::Bar& bar : bars.bars) {
        html.element("text",
                     {{"class", "name"},
                      {"x", number(left - 10)},
                      {"y", number(y + 17)},
                      {"text-anchor", "end"}},
                     bar.name);
        write_bar(html, y, bar.before, "before");
        write_bar(html, y + bar_height + 2, bar.after, "after");
        y += row_height;
    }
    html.close();
    write_folded_table(html, bars.table);
    html.close();
    html.line_break();
}

}  // namespace triaz::publish::html
