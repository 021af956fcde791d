#include "sim/cli/check_output.hpp"

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/cli/verdict_line.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::cli {
namespace {

using base::Verdict;
using report::Tone;

constexpr std::size_t most_steps = 40;  // of a witness told to people
constexpr const char* check_schema = "triaz.history-check/1.0";

std::string counts(const Checked& checked) {
    const consistency::Report& report = checked.report;
    std::string text = base::counted(report.operations, "operation") + " of " +
                       base::counted(report.processes, "process", "processes") + ": " +
                       base::thousands(report.ok) + " ok, " + base::thousands(report.failed) +
                       " failed, " + base::thousands(report.open) + " open";
    text += "; " + base::counted(report.keys, "key");
    if (report.visited > 0) text += "; " + base::counted(report.visited, "state") + " visited";
    return text;
}

void add_steps(report::Page& page, const std::vector<std::string>& steps) {
    const std::size_t skipped = steps.size() > most_steps ? steps.size() - most_steps : 0;
    for (std::size_t at = 0; at < steps.size(); ++at) {
        if (skipped > 0 && at == most_steps / 2) {
            page.line("      (" + base::thousands(skipped) + " steps are left out here)");
            at += skipped;
        }
        page.paragraph(steps[at], 6, Tone::plain,
                       report::right(std::to_string(at + 1), 4).append(". "));
    }
}

void add_anomalies(report::Page& page, const consistency::Report& report) {
    if (report.anomalies.empty()) return;
    page.line();
    bool is_told = report.witness.has_value();  // the first one is the witness
    for (const consistency::Anomaly& anomaly : report.anomalies) {
        if (is_told && anomaly.count == 1) {
            is_told = false;
            continue;
        }
        if (is_told) {
            page.line("  " + anomaly.name + ": " + base::thousands(anomaly.count) +
                      " times in all");
            is_told = false;
            continue;
        }
        const std::string many =
            anomaly.count > 1 ? " (" + base::thousands(anomaly.count) + " times)" : "";
        page.paragraph(anomaly.name + many + ": " + anomaly.summary, 4, Tone::plain, "  - ");
    }
}

void add_witness(report::Page& page, const consistency::Witness& witness) {
    page.line();
    page.line("  " + page.painted("Witness", Tone::strong) +
              ", the smallest part found that shows it");
    add_steps(page, witness.steps);
}

void write_operation(report::JsonWriter& json, const history::Operation& operation) {
    json.begin_object(report::JsonWriter::Layout::row);
    json.member("line", operation.line);
    json.key("process").value(static_cast<double>(operation.process));
    json.member("f", operation.function);
    if (!operation.key.is_nil()) json.member("key", history::to_text(operation.key));
    json.member("argument", history::to_text(operation.argument));
    json.member("result", history::to_text(operation.result));
    json.member("outcome", operation.outcome == history::Outcome::ok     ? "ok"
                           : operation.outcome == history::Outcome::fail ? "fail"
                                                                         : "open");
    json.end_object();
}

void write_witness(report::JsonWriter& json, const Checked& checked) {
    json.key("witness");
    if (!checked.report.witness) {
        json.value(nullptr);
        return;
    }
    const consistency::Witness& witness = *checked.report.witness;
    const auto line_of = [&](std::uint32_t at) { return checked.recorded.operations[at].line; };
    json.begin_object();
    json.member("summary", witness.summary);
    json.key("operations").begin_array();
    for (const std::uint32_t at : witness.operations)
        write_operation(json, checked.recorded.operations[at]);
    json.end_array();
    std::vector<std::uint64_t> order;
    for (const std::uint32_t at : witness.order) order.push_back(line_of(at));
    json.member("order_lines", order);
    json.key("impossible_line");
    if (witness.impossible)
        json.value(line_of(*witness.impossible));
    else
        json.value(nullptr);
    json.member("steps", witness.steps);
    json.end_object();
}

void write_anomalies(report::JsonWriter& json, const consistency::Report& report) {
    json.key("anomalies").begin_array();
    for (const consistency::Anomaly& anomaly : report.anomalies) {
        json.begin_object();
        json.member("name", anomaly.name);
        json.member("count", anomaly.count);
        json.member("summary", anomaly.summary);
        json.member("steps", anomaly.steps);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string checked_to_text(const Checked& checked, const report::Style& style,
                            const CheckOptions& options) {
    const consistency::Report& report = checked.report;
    report::Page page{style};
    const std::string what = std::string{name_of(report.question.model)} + " is " +
                             std::string{name_of(report.question.consistency)};
    page.line(page.painted(headline(report.verdict, style), tone_of(report.verdict)) + "  " + what);
    page.paragraph(checked.file + " (" + std::string{name_of(checked.recorded.form)} + ")", 2,
                   Tone::plain, "  ");
    page.paragraph(counts(checked), 2, Tone::plain, "  ");
    page.line();
    page.paragraph(report.reason, 2, Tone::plain, "  ");
    if (report.witness) add_witness(page, *report.witness);
    add_anomalies(page, report);
    if (!report.figures.empty()) page.line();
    for (const consistency::Figure& figure : report.figures)
        page.line("    " + report::left(figure.name, 28) + " " + figure.text);
    if (!report.notes.empty()) page.line();
    for (const std::string& note : report.notes) page.paragraph(note, 2, Tone::plain, "  ");
    if (report.verdict == Verdict::inconclusive &&
        report.reason.find("cut short") != std::string::npos)
        page.paragraph("Give it more with --time-budget or --memory-budget.", 2, Tone::plain, "  ");
    if (options.witness)
        page.paragraph("A picture is in " + *options.witness, 2, Tone::plain, "  ");
    return std::move(page).text();
}

std::string checked_to_json(const Checked& checked, const report::Context& context) {
    const consistency::Report& report = checked.report;
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", check_schema);
    report::write_context(json, context);
    json.member("file", checked.file);
    json.member("form", name_of(checked.recorded.form));
    json.member("model", name_of(report.question.model));
    json.member("consistency", name_of(report.question.consistency));
    json.member("verdict", name_of(report.verdict));
    json.member("reason", report.reason);
    json.key("counts").begin_object(report::JsonWriter::Layout::row);
    json.member("operations", report.operations);
    json.member("ok", report.ok);
    json.member("failed", report.failed);
    json.member("open", report.open);
    json.member("keys", report.keys);
    json.member("processes", report.processes);
    json.member("states_visited", report.visited);
    json.member("passed_over", checked.recorded.passed_over);
    json.end_object();
    json.key("figures").begin_array();
    for (const consistency::Figure& figure : report.figures) {
        json.begin_object(report::JsonWriter::Layout::row);
        json.member("name", figure.name);
        json.member("value", figure.number);
        json.member("text", figure.text);
        json.end_object();
    }
    json.end_array();
    write_anomalies(json, report);
    write_witness(json, checked);
    json.member("notes", report.notes);
    json.end_object();
    return std::move(json).text();
}

std::string complaint_to_json(const exchange::Complaint& complaint, const std::string& file) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", check_schema);
    json.member("file", file);
    json.member("valid", false);
    json.key("complaint").begin_object(report::JsonWriter::Layout::row);
    json.member("line", complaint.line);
    json.member("column", complaint.column);
    json.member("message", complaint.message);
    json.member("expected", complaint.expected);
    json.end_object();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::cli
