#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish {
namespace {

using namespace sections;

std::vector<Facts::Fact> control_of(const Subject& subject) {
    std::vector<Facts::Fact> facts;
    if (subject.plan) {
        const plan::Plan& plan = *subject.plan;
        facts.push_back({"Plan", {plan.title + ", version " + plan.control.version}});
        facts.push_back({"Owner", {plan.control.owner}});
        facts.push_back(
            {"Period", {plan::to_text(plan.from) + " to " + plan::to_text(plan.until)}});
        if (plan.control.approved_by && plan.control.approved_on)
            facts.push_back(
                {"Plan approved",
                 {*plan.control.approved_by + ", " + plan::to_text(*plan.control.approved_on)}});
    }
    if (subject.today) facts.push_back({"As of", {plan::to_text(*subject.today)}});
    const std::size_t runs = distinct(subject).size();
    facts.push_back({"Evidence",
                     {fmt::format("{} {}, class: {}", runs, runs == 1 ? "run" : "runs",
                                  evidence_class(subject))}});
    facts.push_back({"Written by", {"triaz " + subject.version}});
    return facts;
}

std::string title_of(const Subject& subject, ReportKind kind) {
    const Record& first = subject.records.front();
    if (kind == ReportKind::rehearsal) {
        if (subject.plan) return "Rehearsal report: " + subject.plan->title;
        return "Rehearsal report: " + name_of(first);
    }
    if (kind == ReportKind::comparison) return "Comparison of results";
    return "Summary: " + (subject.plan ? subject.plan->title : name_of(first));
}

std::string subtitle_of(const Subject& subject) {
    if (distinct(subject).size() == 1) return subject.records.front().question;
    return "What was promised, what was put to the test, and what came of it.";
}

}  // namespace

std::string_view name_of(ReportKind kind) {
    constexpr std::array<std::string_view, 3> names{"summary", "rehearsal", "comparison"};
    return names[static_cast<std::size_t>(kind)];
}

Document make_report(const Subject& subject, ReportKind kind) {
    Document document{std::string{name_of(kind)}, title_of(subject, kind), subtitle_of(subject),
                      evidence_class(subject),    control_of(subject),     {}};
    const auto add = [&](Section section) { document.sections.push_back(std::move(section)); };
    add(executive_summary(subject));
    if (kind == ReportKind::comparison) {
        add(comparison(subject));
        add(architecture(subject));
        add(timeline(subject));
        add(client_impact(subject));
        add(capacity(subject));
        add(evidence_index(subject));
        return document;
    }
    if (kind == ReportKind::summary) {
        add(architecture(subject));
        add(timeline(subject));
        add(findings(subject));
        add(evidence_index(subject));
        return document;
    }
    add(observed_against_predicted(subject));
    add(contract_rows(subject));
    add(programme(subject));
    add(architecture(subject));
    add(timeline(subject));
    add(step_log(subject));
    add(client_impact(subject));
    add(data_integrity(subject));
    add(capacity(subject));
    add(response(subject));
    add(return_to_normal(subject));
    add(deviations(subject));
    add(findings(subject));
    add(improvement_plan(subject));
    add(last_years_actions(subject));
    add(control_mapping(subject));
    add(simulation(subject));
    add(evidence_index(subject));
    add(sign_off(subject));
    return document;
}

}  // namespace triaz::publish
