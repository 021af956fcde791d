#include "sim/publish/html/page.hpp"

#include "sim/base/ensure.hpp"
#include "sim/publish/html/pictures.hpp"

namespace triaz::publish::html {
namespace {

std::string tone_class(const Cell& cell) {
    return std::string{cell.badge ? "badge " : ""} + std::string{name_of(cell.tone)};
}

void write_cell(HtmlWriter& html, const Cell& cell) {
    if (!cell.badge && cell.tone == Tone::plain) return html.text(cell.text);
    html.element("span", {{"class", tone_class(cell)}}, cell.text);
}

struct Writer {
    HtmlWriter& html;

    void operator()(const Paragraph& paragraph) const { html.element("p", paragraph.text); }
    void operator()(const Absent& absent) const {
        html.element("p", {{"class", "absent"}}, absent.why);
    }
    void operator()(const Items& items) const {
        html.open("ul");
        for (const std::string& item : items.items) html.element("li", item);
        html.close();
    }
    void operator()(const Commands& commands) const {
        html.open("pre", {{"tabindex", "0"}, {"aria-label", "Commands"}});
        std::string lines;
        for (const std::string& line : commands.lines) lines += line + "\n";
        html.element("code", lines);
        html.close();
    }
    void operator()(const Facts& facts) const {
        html.open("dl");
        for (const Facts::Fact& fact : facts.facts) {
            html.open("div");
            html.element("dt", fact.name);
            html.open("dd");
            write_cell(html, fact.value);
            html.close();
            html.close();
        }
        html.close();
    }
    void operator()(const Headlines& headlines) const {
        html.open("ul", {{"class", "headlines"}});
        for (const Headlines::Headline& each : headlines.headlines) {
            html.open("li", {{"class", std::string{name_of(each.tone)}}});
            html.element("span", {{"class", "name"}}, each.name);
            html.element("strong", each.value);
            html.element("span", {{"class", "note"}}, each.note);
            html.close();
        }
        html.close();
    }
    void operator()(const Table& table) const {
        if (table.folded) return write_folded_table(html, table);
        write_table(html, table);
    }
    void operator()(const Chart& chart) const { write_chart(html, chart); }
    void operator()(const Bars& bars) const { write_bars(html, bars); }
    void operator()(const Diagram& diagram) const { write_diagram(html, diagram); }
    void operator()(const Milestones& milestones) const { write_milestones(html, milestones); }
};

void write_blocks(HtmlWriter& html, const std::vector<Block>& blocks) {
    for (const Block& block : blocks) std::visit(Writer{html}, block);
}

void write_section(HtmlWriter& html, const Section& section, const std::string& number) {
    html.open("section", {{"id", section.id}, {"aria-labelledby", section.id + "-title"}});
    html.open("h2", {{"id", section.id + "-title"}});
    html.element("span", {{"class", "number"}}, number);
    html.text(section.title);
    html.close();
    write_blocks(html, section.blocks);
    for (const Section& part : section.sections) {
        base::ensure(part.sections.empty(), "sections are two deep");
        html.open("div", {{"class", "part"}, {"id", part.id}});
        html.element("h3", part.title);
        write_blocks(html, part.blocks);
        html.close();
    }
    html.close();
    html.line_break();
}

void write_head(HtmlWriter& html, const Document& document) {
    html.open("head");
    html.empty("meta", {{"charset", "utf-8"}});
    html.empty("meta", {{"http-equiv", "Content-Security-Policy"},
                        {"content", "default-src 'none'; style-src " + Asset::style().source() +
                                        "; script-src " + Asset::script().source() +
                                        "; base-uri 'none'; form-action 'none'"}});
    html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    html.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    html.empty("meta", {{"name", "generator"}, {"content", "triaz"}});
    html.element("title", document.title);
    html.embed("style", Asset::style());
    html.close();
    html.line_break();
}

void write_cover(HtmlWriter& html, const Document& document) {
    html.open("header", {{"class", "cover"}});
    html.open("p", {{"class", "class"}});
    html.element("span", {{"class", "badge class"}}, "evidence: " + document.evidence_class);
    html.close();
    html.element("h1", document.title);
    if (!document.subtitle.empty()) html.element("p", {{"class", "subtitle"}}, document.subtitle);
    Writer{html}(Facts{document.control});
    html.close();
    html.line_break();
}

void write_contents(HtmlWriter& html, const Document& document) {
    html.open("nav", {{"aria-label", "Contents"}});
    html.element("p", {{"class", "nav-title"}}, "Contents");
    html.open("ol");
    for (const Section& section : document.sections) {
        html.open("li");
        html.element("a", {{"href", "#" + section.id}}, section.title);
        html.close();
    }
    html.close();
    html.close();
    html.line_break();
}

}  // namespace

void write_table(HtmlWriter& html, const Table& table) {
    html.open("div", {{"class", "scroll"},
                      {"tabindex", "0"},
                      {"role", "region"},
                      {"aria-label", table.caption}});
    html.open("table");
    html.element("caption", table.caption);
    html.open("thead");
    html.open("tr");
    for (const Table::Column& column : table.columns) {
        HtmlWriter::Attributes attributes{{"scope", "col"}};
        if (column.align == Table::Align::right) attributes.push_back({"class", "n"});
        html.element("th", attributes, column.name);
    }
    html.close();
    html.close();
    html.line_break();
    html.open("tbody");
    for (const auto& row : table.rows) {
        html.open("tr");
        for (std::size_t i = 0; i < row.size(); ++i) {
            HtmlWriter::Attributes attributes;
            if (table.columns[i].align == Table::Align::right) attributes.push_back({"class", "n"});
            if (i == 0) attributes.push_back({"scope", "row"});
            i == 0 ? html.open("th", attributes) : html.open("td", attributes);
            write_cell(html, row[i]);
            html.close();
        }
        html.close();
        html.line_break();
    }
    html.close();
    html.close();
    html.close();
    html.line_break();
}

void write_folded_table(HtmlWriter& html, const Table& table) {
    html.open("details", {{"class", table.folded ? "log" : "picture-table"}});
    html.element("summary", (table.folded ? "" : "As a table: ") + table.caption);
    write_table(html, table);
    html.close();
}

std::string to_html(const Document& document) {
    HtmlWriter html;
    html.open("html", {{"lang", "en"}});
    write_head(html, document);
    html.open("body", {{"class", document.kind}});
    html.element("a", {{"class", "skip"}, {"href", "#report"}}, "Skip to the report");
    write_cover(html, document);
    write_contents(html, document);
    html.open("main", {{"id", "report"}});
    for (std::size_t i = 0; i < document.sections.size(); ++i)
        write_section(html, document.sections[i], std::to_string(i + 1));
    html.close();
    html.embed("script", Asset::script());
    html.close();
    html.close();
    return std::move(html).text();
}

}  // namespace triaz::publish::html
