#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"
#include "sim/cli/plan_output.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/text_parts.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::cli {
namespace {

using plan::Rehearsed;
using report::Page;
using report::Tone;
using Layout = report::JsonWriter::Layout;

constexpr std::size_t step_width = 26;
constexpr std::size_t time_width = 14;

void add_steps(Page& page, const plan::Response& response, const plan::Responded& responded) {
    page.line(page.painted("  " + report::left("step", step_width) +
                               report::right("median", time_width) +
                               report::right("95 %", time_width) + report::right("critical", 10) +
                               report::right("done", 8),
                           Tone::quiet));
    const auto runs = static_cast<double>(responded.rehearsed.runs);
    for (std::size_t i = 0; i < response.steps.size(); ++i) {
        const Rehearsed::Step& step = responded.rehearsed.steps[i];
        const auto time = [&](base::Duration at) {
            return report::right(step.done == 0 ? "never" : check::span_text(at), time_width);
        };
        const auto share = [&](std::uint64_t count, std::size_t width) {
            return report::right(base::percent(static_cast<double>(count) / runs), width);
        };
        page.line("  " +
                  report::left(report::cut(response.steps[i].name, step_width - 1, page.style()),
                               step_width) +
                  time(step.median) + time(step.p95) + share(step.critical, 10) +
                  share(step.done, 8));
        if (!step.stuck.empty()) page.paragraph(step.stuck, 4, Tone::unsure, "    ");
    }
    const auto& automate = responded.rehearsed.automate;
    if (automate)
        page.paragraph(
            fmt::format("Automate {}: {} would be reached {} sooner (median).",
                        response.steps[automate->step].name, response.steps[responded.last].name,
                        check::span_text(automate->by)),
            2, Tone::plain, "  ");
}

void write_finding(report::JsonWriter& json, const check::Finding& finding) {
    json.begin_object();
    json.member("claim", finding.claim);
    json.member("contract", finding.contract);
    json.member("verdict", check::name_of(finding.verdict));
    json.member("stated", finding.stated);
    json.member("reason", finding.reason);
    json.key("measured").begin_object(Layout::row);
    for (const check::Figure& figure : finding.measured) json.member(figure.name, figure.value);
    json.end_object();
    if (finding.witness) {
        json.key("witness").begin_object();
        json.member("mechanism", finding.witness->mechanism);
        json.member("summary", finding.witness->summary);
        json.key("steps").begin_array();
        for (const auto& step : finding.witness->steps) {
            json.begin_object(Layout::row);
            json.member("t_s", step.time);
            json.member("what", step.what);
            json.end_object();
        }
        json.end_array();
        json.end_object();
    }
    json.end_object();
}

void write_findings(report::JsonWriter& json, const std::vector<check::Finding>& findings) {
    json.key("findings").begin_array();
    for (const check::Finding& finding : findings) write_finding(json, finding);
    json.end_array();
}

void write_steps(report::JsonWriter& json, const plan::Response& response,
                 const Rehearsed& rehearsed) {
    json.key("steps").begin_array();
    for (std::size_t i = 0; i < response.steps.size(); ++i) {
        const Rehearsed::Step& step = rehearsed.steps[i];
        json.begin_object(Layout::row);
        json.member("step", response.steps[i].name);
        json.member("done", step.done);
        json.member("median_s", step.done > 0 ? std::optional{step.median} : std::nullopt);
        json.member("p95_s", step.done > 0 ? std::optional{step.p95} : std::nullopt);
        json.member("longest_s", step.done > 0 ? std::optional{step.longest} : std::nullopt);
        json.member("critical", step.critical);
        json.member("stuck", step.stuck);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string rehearsal_to_text(const Rehearsal& rehearsal, const report::Style& style) {
    Page page{style};
    const plan::Response& response = rehearsal.operations.response;
    for (const plan::Responded& responded : rehearsal.responded) {
        page.line(page.painted(report::printable(responded.circumstances, style), Tone::strong) +
                  page.painted(fmt::format("  from {}, {} runs", plan::to_text(responded.at),
                                           base::thousands(responded.rehearsed.runs)),
                               Tone::quiet));
        add_steps(page, response, responded);
        for (const check::Finding& finding : responded.findings) {
            page.line();
            report::append_finding(page, finding);
        }
        page.line();
    }
    if (rehearsal.supported) {
        page.line(
            page.painted("Support desks", Tone::strong) +
            page.painted(fmt::format("  {} tickets", base::thousands(rehearsal.supported->tickets)),
                         Tone::quiet));
        for (const check::Finding& finding : rehearsal.supported->findings) {
            page.line();
            report::append_finding(page, finding);
        }
    }
    return std::move(page).text();
}

std::string rehearsal_to_json(const Rehearsal& rehearsal, const report::Context& context) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.response/1.0");
    report::write_context(json, context);
    json.member("evidence_class", "simulated");
    json.member("operations", rehearsal.operations.name);
    json.member("seed", rehearsal.operations.seed);
    json.key("circumstances").begin_array();
    const plan::Response& response = rehearsal.operations.response;
    for (const plan::Responded& responded : rehearsal.responded) {
        json.begin_object();
        json.member("name", responded.circumstances);
        json.member("at", plan::to_text(responded.at));
        json.member("runs", responded.rehearsed.runs);
        json.member("leads_to", response.steps[responded.last].name);
        write_steps(json, response, responded.rehearsed);
        if (const auto& automate = responded.rehearsed.automate) {
            json.key("automate").begin_object(Layout::row);
            json.member("step", response.steps[automate->step].name);
            json.member("sooner_s", automate->by);
            json.end_object();
        }
        write_findings(json, responded.findings);
        json.end_object();
    }
    json.end_array();
    if (rehearsal.supported) {
        json.key("support").begin_object();
        json.member("tickets", rehearsal.supported->tickets);
        write_findings(json, rehearsal.supported->findings);
        json.end_object();
    }
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::cli
