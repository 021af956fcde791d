#include "sim/publish/document_json.hpp"

#include "sim/report/json_writer.hpp"

namespace triaz::publish {
namespace {

using report::JsonWriter;
using Layout = JsonWriter::Layout;

void write_cell(JsonWriter& json, const Cell& cell) {
    if (cell.tone == Tone::plain && !cell.badge) return json.value(cell.text);
    json.begin_object(Layout::row);
    json.member("text", cell.text);
    json.member("tone", name_of(cell.tone));
    if (cell.badge) json.member("badge", true);
    json.end_object();
}

void write_members(JsonWriter& json, const Table& table) {
    json.member("caption", table.caption);
    json.key("columns").begin_array(Layout::row);
    for (const Table::Column& column : table.columns) json.value(column.name);
    json.end_array();
    json.key("rows").begin_array();
    for (const auto& row : table.rows) {
        json.begin_array(Layout::row);
        for (const Cell& cell : row) write_cell(json, cell);
        json.end_array();
    }
    json.end_array();
}

void write_table(JsonWriter& json, const Table& table) {
    json.key("table").begin_object();
    write_members(json, table);
    json.end_object();
}

void write_facts(JsonWriter& json, const std::vector<Facts::Fact>& facts) {
    json.begin_array();
    for (const Facts::Fact& fact : facts) {
        json.begin_object(Layout::row);
        json.member("name", fact.name);
        write_cell(json.key("value"), fact.value);
        json.end_object();
    }
    json.end_array();
}

void write_curve(JsonWriter& json, const Chart::Curve& curve) {
    json.begin_object();
    json.member("name", curve.name);
    json.key("points").begin_array();
    for (const Chart::Point& point : curve.points) {
        json.begin_array(Layout::row);
        json.value(point.t);
        json.value(point.value);
        json.end_array();
    }
    json.end_array();
    json.end_object();
}

struct Writer {
    JsonWriter& json;

    void begin(std::string_view type) const {
        json.begin_object();
        json.member("type", type);
    }
    void operator()(const Paragraph& paragraph) const {
        begin("paragraph");
        json.member("text", paragraph.text);
    }
    void operator()(const Absent& absent) const {
        begin("absent");
        json.member("why", absent.why);
    }
    void operator()(const Items& items) const {
        begin("items");
        json.member("items", items.items);
    }
    void operator()(const Commands& commands) const {
        begin("commands");
        json.member("lines", commands.lines);
    }
    void operator()(const Facts& facts) const {
        begin("facts");
        write_facts(json.key("facts"), facts.facts);
    }
    void operator()(const Headlines& headlines) const {
        begin("headlines");
        json.key("headlines").begin_array();
        for (const Headlines::Headline& each : headlines.headlines) {
            json.begin_object(Layout::row);
            json.member("name", each.name);
            json.member("value", each.value);
            json.member("note", each.note);
            json.member("tone", name_of(each.tone));
            json.end_object();
        }
        json.end_array();
    }
    void operator()(const Table& table) const {
        begin("table");
        write_members(json, table);
    }
    void operator()(const Chart& chart) const {
        begin("chart");
        json.member("id", chart.id);
        json.member("title", chart.title);
        json.member("description", chart.description);
        json.member("unit", name_of(chart.unit));
        json.key("curves").begin_array();
        for (const Chart::Curve& curve : chart.curves) write_curve(json, curve);
        json.end_array();
        json.key("windows").begin_array();
        for (const Chart::Band& band : chart.bands) {
            json.begin_object(Layout::row);
            json.member("window", name_of(band.window));
            json.member("from_s", band.from);
            json.member("to_s", band.to);
            json.member("what", band.what);
            json.end_object();
        }
        json.end_array();
        write_table(json, chart.table);
    }
    void operator()(const Bars& bars) const {
        begin("bars");
        json.member("id", bars.id);
        json.member("title", bars.title);
        json.member("description", bars.description);
        write_table(json, bars.table);
    }
    void operator()(const Diagram& diagram) const {
        begin("diagram");
        json.member("id", diagram.id);
        json.member("description", diagram.description);
        json.member("struck", diagram.struck);
        write_table(json, diagram.table);
    }
    void operator()(const Milestones& milestones) const {
        begin("milestones");
        json.member("fault", milestones.fault);
        json.key("t_s").begin_array(Layout::row);
        for (const auto& t : milestones.t) json.value(t);
        json.end_array();
    }
};

void write_blocks(JsonWriter& json, const std::vector<Block>& blocks) {
    json.key("blocks").begin_array();
    for (const Block& block : blocks) {
        std::visit(Writer{json}, block);
        json.end_object();
    }
    json.end_array();
}

void write_sections(JsonWriter& json, const std::vector<Section>& sections) {
    json.key("sections").begin_array();
    for (const Section& section : sections) {
        json.begin_object();
        json.member("id", section.id);
        json.member("title", section.title);
        write_blocks(json, section.blocks);
        if (!section.sections.empty()) write_sections(json, section.sections);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string to_json(const Document& document) {
    JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.report/1.0");
    json.member("kind", document.kind);
    json.member("title", document.title);
    json.member("subtitle", document.subtitle);
    json.member("evidence_class", document.evidence_class);
    write_facts(json.key("control"), document.control);
    write_sections(json, document.sections);
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::publish
