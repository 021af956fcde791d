#include "sim/cli/frontier_output.hpp"

#include <algorithm>
#include <cstdio>

#include "sim/base/text.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::cli {
namespace {

using check::Verdict;
using search::Axis;
using search::Crossing;
using search::Frontier;
using search::FrontierQuestion;
using search::Tried;

std::string text_of(const Axis& axis, const std::optional<double>& value) {
    return value ? search::told(axis, *value) : "-";
}

std::string sentence_of(const FrontierQuestion& question, const Crossing& crossing) {
    const Axis& axis = question.along;
    if (crossing.holds && crossing.refuted) {
        return question.claim + " holds at " + search::told(axis, *crossing.holds) +
               " and is refuted at " + search::told(axis, *crossing.refuted);
    }
    const std::string range =
        " from " + search::told(axis, axis.from) + " to " + search::told(axis, axis.to);
    if (crossing.holds) return question.claim + " holds at both ends" + range;
    if (crossing.refuted) return question.claim + " is refuted at both ends" + range;
    return "nothing was decided" + range;
}

// Why it is refuted next to the boundary.
const Tried* nearest_refuted(const Crossing& crossing) {
    for (const Tried& tried : crossing.tried)
        if (crossing.refuted && tried.value == *crossing.refuted) return &tried;
    return nullptr;
}

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        if (c == '<')
            safe += "&lt;";
        else if (c == '&')
            safe += "&amp;";
        else
            safe += c;
    }
    return safe;
}

}  // namespace

std::string frontier_to_text(const FrontierQuestion& question, const Frontier& frontier,
                             const report::Style& style) {
    report::Page page{style};
    page.paragraph("Where " + question.claim + " ceases to hold along " + question.along.path +
                       (question.across ? " and " + question.across->path : ""),
                   2, report::Tone::strong);
    page.paragraph(question.path + ", " + base::thousands(question.seeds.size()) +
                       (question.seeds.size() == 1 ? " seed" : " seeds") + " at each value, " +
                       base::thousands(frontier.runs) + " runs",
                   2, report::Tone::quiet);
    page.line();
    if (!question.across) {
        if (frontier.crossings.empty()) return std::move(page).text();
        const Crossing& crossing = frontier.crossings.front();
        std::vector<Tried> tried = crossing.tried;
        std::ranges::stable_sort(tried, {}, &Tried::value);
        for (const Tried& each : tried) {
            const report::Tone tone = each.verdict == Verdict::upheld    ? report::Tone::good
                                      : each.verdict == Verdict::refuted ? report::Tone::bad
                                                                         : report::Tone::unsure;
            page.line(
                "  " + report::right(search::told(question.along, each.value), 16) + "  " +
                page.painted(report::left(std::string{check::name_of(each.verdict)}, 12), tone) +
                "  " + each.mechanism);
        }
        page.line();
        page.paragraph(sentence_of(question, crossing), 2, report::Tone::strong);
        if (const Tried* refuted = nearest_refuted(crossing))
            page.paragraph(refuted->mechanism + ": " + refuted->reason, 2);
        return std::move(page).text();
    }
    page.line("  " + report::right("second field", 16) + "  " + report::right("holds at", 16) +
              "  " + report::right("refuted at", 16));
    for (const Crossing& crossing : frontier.crossings) {
        page.line("  " + report::right(search::told(*question.across, crossing.across), 16) + "  " +
                  report::right(text_of(question.along, crossing.holds), 16) + "  " +
                  report::right(text_of(question.along, crossing.refuted), 16));
    }
    return std::move(page).text();
}

std::string frontier_to_csv(const FrontierQuestion& question, const Frontier& frontier) {
    std::string text = (question.across ? question.across->path + "," : "") + question.along.path +
                       ",verdict,mechanism\n";
    for (const Crossing& crossing : frontier.crossings) {
        for (const Tried& tried : crossing.tried) {
            if (question.across) text += search::told(*question.across, crossing.across) + ",";
            text += search::told(question.along, tried.value) + "," +
                    std::string{check::name_of(tried.verdict)} + "," + tried.mechanism + "\n";
        }
    }
    return text;
}

std::string frontier_to_json(const FrontierQuestion& question, const Frontier& frontier,
                             const report::Context& context) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.frontier/1.0");
    report::write_context(json, context);
    json.member("scenario", question.path);
    json.member("claim", question.claim);
    json.member("along", question.along.path);
    json.key("across");
    if (question.across)
        json.value(question.across->path);
    else
        json.value(nullptr);
    json.member("seeds", question.seeds);
    json.member("runs", frontier.runs);
    json.key("crossings").begin_array();
    const auto value = [&](const char* key, const std::optional<double>& at) {
        json.key(key);
        if (at)
            json.value(search::told(question.along, *at));
        else
            json.value(nullptr);
    };
    for (const Crossing& crossing : frontier.crossings) {
        json.begin_object();
        if (question.across) json.member("across", search::told(*question.across, crossing.across));
        value("holds", crossing.holds);
        value("refuted", crossing.refuted);
        json.key("tried").begin_array();
        for (const Tried& tried : crossing.tried) {
            json.begin_object(report::JsonWriter::Layout::row);
            json.member("value", search::told(question.along, tried.value));
            json.member("verdict", check::name_of(tried.verdict));
            json.member("mechanism", tried.mechanism);
            json.end_object();
        }
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

std::string frontier_to_svg(const FrontierQuestion& question, const Frontier& frontier) {
    constexpr double width = 720, height = 420, left = 110, right = 30, top = 50, bottom = 60;
    const auto number = [](double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f", value);
        return std::string{text};
    };
    const auto x = [&](double value) {
        return left + (value - question.along.from) / (question.along.to - question.along.from) *
                          (width - left - right);
    };
    const auto y = [&](double value) {
        if (!question.across) return (top + height - bottom) / 2;
        return height - bottom -
               (value - question.across->from) / (question.across->to - question.across->from) *
                   (height - top - bottom);
    };
    std::string svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 420\" "
        "font-family=\"sans-serif\" font-size=\"13\">\n"
        "<rect width=\"720\" height=\"420\" fill=\"white\"/>\n";
    const auto text = [&](double at_x, double at_y, const char* anchor, const std::string& words) {
        svg += "<text x=\"" + number(at_x) + "\" y=\"" + number(at_y) + "\" text-anchor=\"" +
               anchor + "\">" + escaped(words) + "</text>\n";
    };
    text(width / 2, 24, "middle",
         "where " + question.claim + " holds (filled) and is refuted (hollow)");
    svg += "<path d=\"M" + number(left) + " " + number(top) + " V" + number(height - bottom) +
           " H" + number(width - right) + "\" fill=\"none\" stroke=\"#444\"/>\n";
    text(left, height - bottom + 20, "middle", search::told(question.along, question.along.from));
    text(width - right, height - bottom + 20, "end",
         search::told(question.along, question.along.to));
    text(width / 2, height - 16, "middle", question.along.path);
    if (question.across) {
        text(left - 8, height - bottom, "end",
             search::told(*question.across, question.across->from));
        text(left - 8, top + 4, "end", search::told(*question.across, question.across->to));
        text(12, 42, "start", question.across->path);
    }
    std::string line;
    for (const Crossing& crossing : frontier.crossings) {
        const std::string at_y = number(y(crossing.across));
        for (const Tried& tried : crossing.tried) {
            const bool holds = tried.verdict == Verdict::upheld;
            const bool refuted = tried.verdict == Verdict::refuted;
            svg += "<circle cx=\"" + number(x(tried.value)) + "\" cy=\"" + at_y +
                   "\" r=\"4\" stroke=\"" +
                   (holds     ? "#1a7f37"
                    : refuted ? "#b3261e"
                              : "#888") +
                   "\" fill=\"" + (holds ? "#1a7f37" : "none") + "\"/>\n";
        }
        if (!crossing.holds || !crossing.refuted) continue;
        const double middle = (*crossing.holds + *crossing.refuted) / 2;
        line += (line.empty() ? "M" : " L") + number(x(middle)) + " " + at_y;
        if (!question.across) {
            line = "M" + number(x(middle)) + " " + number(top) + " V" + number(height - bottom);
            text(x(middle), top - 6, "middle", search::told(question.along, *crossing.holds));
        }
    }
    if (!line.empty())
        svg += "<path d=\"" + line + "\" fill=\"none\" stroke=\"#1f5fbf\" stroke-width=\"2\"/>\n";
    return svg + "</svg>\n";
}

}  // namespace triaz::cli
