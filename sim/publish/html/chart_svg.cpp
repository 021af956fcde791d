#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/publish/html/pictures.hpp"
#include "sim/publish/html/scale.hpp"

namespace triaz::publish::html {
namespace {

// The picture, in its own units, and the plot inside it.
constexpr double width = 760;
constexpr double height = 250;
constexpr double left = 58;
constexpr double right = 10;
constexpr double top = 10;
constexpr double bottom = 30;
constexpr double plot_width = width - left - right;
constexpr double plot_height = height - top - bottom;
// Inside the plot a value is drawn on this many steps, zero at the bottom.
constexpr double steps = 1000;
constexpr double room = 20;  // above and below, so that a level line at the edge is seen whole
constexpr std::size_t time_ticks = 8;

double across(const Chart& chart, double t) {
    return left + (t - chart.from) / (chart.to - chart.from) * plot_width;
}

double down(const Axis& axis, double value) {
    return (axis.to - std::clamp(value, axis.from, axis.to)) / (axis.to - axis.from);
}

std::string class_of(std::size_t curve) { return "curve c" + std::to_string(curve % 8); }

// One stroke for each stretch without a gap; points on a level line between two like them are left
// out.
std::string path_of(const Chart::Curve& curve, const Axis& axis) {
    const auto& points = curve.points;
    const auto level = [&](std::size_t i) {
        return number(std::round(down(axis, *points[i].value) * steps));
    };
    const auto has = [&](std::size_t i) { return i < points.size() && points[i].value; };
    std::string path;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!has(i)) continue;
        const std::string y = level(i);
        const bool begins = i == 0 || !has(i - 1);
        if (!begins && has(i + 1) && level(i - 1) == y && level(i + 1) == y) continue;
        path += fmt::format("{}{} {}", begins ? "M" : "L", number(points[i].t), y);
        if (begins && !has(i + 1)) path += "h0.01";  // a point alone is a dot
    }
    return path;
}

void write_axes(HtmlWriter& html, const Chart& chart, const Axis& axis) {
    html.open("g", {{"class", "grid"}});
    for (const double tick : axis.ticks) {
        const std::string y =
            number(top + (down(axis, tick) * steps + room) / (steps + 2 * room) * plot_height);
        html.empty("line",
                   {{"x1", number(left)}, {"x2", number(width - right)}, {"y1", y}, {"y2", y}});
        html.element("text",
                     {{"x", number(left - 8)}, {"y", y}, {"dy", "0.32em"}, {"text-anchor", "end"}},
                     label_of(tick, chart.unit));
    }
    html.close();
    html.open("g", {{"class", "ticks"}});
    for (const double tick : round_ticks(chart.from, chart.to, time_ticks))
        html.element("text",
                     {{"x", number(across(chart, tick))},
                      {"y", number(height - bottom + 18)},
                      {"text-anchor", "middle"}},
                     number(tick) + " s");
    html.close();
}

void write_plot(HtmlWriter& html, const Chart& chart, const Axis& axis) {
    html.open("svg",
              {{"class", "plot"},
               {"x", number(left)},
               {"y", number(top)},
               {"width", number(plot_width)},
               {"height", number(plot_height)},
               {"viewBox", fmt::format("{} {} {} {}", number(chart.from), number(-room),
                                       number(chart.to - chart.from), number(steps + 2 * room))},
               {"preserveAspectRatio", "none"}});
    for (const Chart::Band& band : chart.bands) {
        const double from = std::clamp(band.from, chart.from, chart.to);
        const double to = std::clamp(band.to, from, chart.to);
        html.open("rect", {{"class", "band " + std::string{name_of(band.window)}},
                           {"x", number(from)},
                           {"y", number(-room)},
                           {"width", number(std::max(to - from, 0.01))},
                           {"height", number(steps + 2 * room)}});
        html.element("title", band.what);
        html.close();
    }
    for (std::size_t i = 0; i < chart.curves.size(); ++i)
        html.empty("path", {{"class", class_of(i)}, {"d", path_of(chart.curves[i], axis)}});
    html.close();
}

void write_legend(HtmlWriter& html, const Chart& chart) {
    html.open("ul", {{"class", "legend"}});
    for (std::size_t i = 0; i < chart.curves.size(); ++i) {
        html.open("li");
        html.open("svg", {{"class", "key"}, {"viewBox", "0 0 28 8"}, {"aria-hidden", "true"}});
        html.empty("path", {{"class", class_of(i)}, {"d", "M0 4H28"}});
        html.close();
        html.text(chart.curves[i].name);
        html.close();
    }
    std::vector<Chart::Window> seen;
    for (const Chart::Band& band : chart.bands) {
        if (std::ranges::find(seen, band.window) != seen.end()) continue;
        seen.push_back(band.window);
        html.open("li");
        html.open("svg", {{"class", "key"}, {"viewBox", "0 0 28 12"}, {"aria-hidden", "true"}});
        html.empty("rect", {{"class", "band " + std::string{name_of(band.window)}},
                            {"width", "28"},
                            {"height", "12"}});
        html.close();
        html.text(std::string{name_of(band.window)} + " window");
        html.close();
    }
    html.close();
}

void write_tools(HtmlWriter& html, const Chart& chart) {
    html.open("div", {{"class", "tools"}, {"hidden", ""}});
    struct Tool {
        const char* act;
        const char* sign;
        const char* says;
    };
    for (const Tool& tool : {Tool{"left", "\u2190", "Earlier"}, Tool{"right", "\u2192", "Later"},
                             Tool{"in", "+", "Zoom in"}, Tool{"out", "\u2212", "Zoom out"},
                             Tool{"all", "All", "Show all of it"}})
        html.element("button",
                     {{"type", "button"},
                      {"data-act", tool.act},
                      {"aria-label", std::string{tool.says} + ": " + chart.title}},
                     tool.sign);
    html.element("output", {{"aria-live", "polite"}}, "");
    html.close();
}

}  // namespace

void write_chart(HtmlWriter& html, const Chart& chart) {
    const Axis axis = value_axis(chart);
    html.open("figure", {{"class", "chart"}, {"id", chart.id}});
    html.element("figcaption", chart.title);
    write_legend(html, chart);
    html.open("div",
              {{"class", "zoom"},
               {"role", "group"},
               {"aria-label", chart.title + ": arrow keys move, plus and minus zoom, 0 shows all"},
               {"data-from", number(chart.from)},
               {"data-to", number(chart.to)},
               {"data-left", number(left)},
               {"data-width", number(plot_width)}});
    write_tools(html, chart);
    html.open("svg", {{"class", "picture"},
                      {"viewBox", "0 0 " + number(width) + " " + number(height)},
                      {"role", "img"},
                      {"aria-labelledby", chart.id + "-says"}});
    html.element("title", {{"id", chart.id + "-says"}}, chart.title + ". " + chart.description);
    write_plot(html, chart, axis);
    write_axes(html, chart, axis);
    html.close();
    html.close();
    if (axis.from != 0)
        html.element("p", {{"class", "note"}},
                     "The axis begins at " + label_of(axis.from, chart.unit) + ".");
    write_folded_table(html, chart.table);
    html.close();
    html.line_break();
}

}  // namespace triaz::publish::html
