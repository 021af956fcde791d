#include <algorithm>

#include "sim/publish/html/pictures.hpp"
#include "sim/publish/html/scale.hpp"
#include "sim/publish/struck.hpp"

namespace triaz::publish::html {
namespace {

using Kind = run::Architecture::Kind;

constexpr double width = 760;
constexpr double names = 210;
constexpr double gap = 10;
constexpr double head = 58;
constexpr double row_height = 40;
constexpr double box_height = 28;
constexpr std::size_t longest_name = 24;

// Cut to fit its place, on a whole character; the table has it whole.
std::string shortened(const std::string& name, std::size_t most) {
    if (name.size() <= most) return name;
    std::size_t end = most - 1;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    return name.substr(0, end) + "\u2026";
}

struct Columns {
    std::size_t count;
    double wide() const { return (width - names) / static_cast<double>(count); }
    double at(std::size_t i) const { return names + wide() * static_cast<double>(i); }
    double middle(std::size_t i) const { return at(i) + (wide() - gap) / 2; }
};

void write_label(HtmlWriter& html, const char* kind, double x, double y, const std::string& text,
                 const char* anchor = "middle") {
    html.element("text",
                 {{"class", kind}, {"x", number(x)}, {"y", number(y)}, {"text-anchor", anchor}},
                 text);
}

void write_zone(HtmlWriter& html, const Diagram& diagram, const Columns& columns, std::size_t zone,
                double height) {
    const auto& declared = diagram.architecture.zones[zone];
    const Struck struck = how_struck(diagram.architecture, zone, diagram.struck);
    html.empty("rect", {{"class", struck.whole ? "zone struck" : "zone"},
                        {"x", number(columns.at(zone))},
                        {"y", "1"},
                        {"width", number(columns.wide() - gap)},
                        {"height", number(height - 2)},
                        {"rx", "8"}});
    write_label(html, "zone-name", columns.middle(zone), 22,
                "zone " + shortened(declared.name, longest_name));
    std::string centers;
    for (const std::string& center : declared.data_centers) {
        const bool hit =
            std::ranges::find(struck.data_centers, center) != struck.data_centers.end();
        centers += (centers.empty() ? "" : ", ") + center + (hit ? " \u2717" : "");
    }
    write_label(html, "centers", columns.middle(zone), 38, shortened(centers, longest_name));
    if (struck.whole || !struck.data_centers.empty())
        write_label(html, "struck-word", columns.middle(zone), 53,
                    struck.whole ? "\u2717 struck" : "\u2717 struck in part");
}

void write_tier(HtmlWriter& html, const Diagram& diagram, const Columns& columns, std::size_t tier,
                double y) {
    const run::Architecture::Tier& declared = diagram.architecture.tiers[tier];
    write_label(html, "tier-name", 0, y + 13, shortened(declared.name, longest_name), "start");
    write_label(html, "tier-kind", 0, y + 27, shortened(declared.detail, longest_name + 10),
                "start");
    const std::string kind{name_of(declared.kind)};
    for (std::size_t zone = 0; zone < columns.count; ++zone) {
        const bool here = declared.in_zone[zone] > 0;
        html.empty("rect", {{"class", "box " + kind + (here ? "" : " none")},
                            {"x", number(columns.at(zone) + gap)},
                            {"y", number(y)},
                            {"width", number(columns.wide() - 3 * gap)},
                            {"height", number(box_height)},
                            {"rx", declared.kind == Kind::store ? "14" : "4"}});
        const bool inside = declared.kind == Kind::balancer && !here;
        write_label(html, "box-text", columns.middle(zone), y + 18,
                    here     ? std::to_string(declared.in_zone[zone])
                    : inside ? "in callers"
                             : "none");
    }
}

}  // namespace

void write_diagram(HtmlWriter& html, const Diagram& diagram) {
    const run::Architecture& architecture = diagram.architecture;
    const Columns columns{std::max<std::size_t>(1, architecture.zones.size())};
    const double height = head + row_height * static_cast<double>(architecture.tiers.size()) + 6;
    html.open("figure", {{"class", "diagram"}, {"id", diagram.id}});
    html.open("svg", {{"class", "picture"},
                      {"viewBox", "0 0 " + number(width) + " " + number(height)},
                      {"role", "img"},
                      {"aria-labelledby", diagram.id + "-says"}});
    html.element("title", {{"id", diagram.id + "-says"}}, diagram.description);
    for (std::size_t zone = 0; zone < architecture.zones.size(); ++zone)
        write_zone(html, diagram, columns, zone, height);
    for (std::size_t tier = 0; tier < architecture.tiers.size(); ++tier)
        write_tier(html, diagram, columns, tier, head + row_height * static_cast<double>(tier) + 4);
    html.close();
    write_folded_table(html, diagram.table);
    html.close();
    html.line_break();
}

}  // namespace triaz::publish::html
