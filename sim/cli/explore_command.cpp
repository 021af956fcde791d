#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/explore_output.hpp"
#include "sim/cli/question_file.hpp"
#include "sim/cli/rate_display.hpp"
#include "sim/cli/shrinking.hpp"
#include "sim/scenario/fault_words.hpp"
#include "sim/search/search.hpp"

namespace triaz::cli {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail_word(const std::string& word, const std::string& what,
                            const std::vector<std::string_view>& known) {
    const auto near = base::nearest(word, known);
    throw Failure(ExitCode::usage,
                  "no " + what + " is named `" + word + "`" +
                      (near ? "; did you mean `" + std::string{*near} + "`?" : ""));
}

std::vector<fault::Kind> kinds_of(const std::vector<std::string>& words) {
    std::vector<fault::Kind> kinds;
    for (const std::string& word : words) {
        const auto kind = scenario::fault_kind_named(word);
        if (!kind) {
            fail_word(
                word, "kind of fault",
                {"power-loss", "process-crash", "partition", "message-loss", "added-latency",
                 "error-answers", "checks-fail", "evacuation", "control-plane-loss", "slow-clock"});
        }
        kinds.push_back(*kind);
    }
    return kinds;
}

void check_targets(const std::vector<std::string>& targets, const world::World& world) {
    const auto& forms = search::forms_of_targets();
    for (const std::string& target : targets) {
        if (std::ranges::find(forms, target) != forms.end()) continue;
        if (target.find('/') == std::string::npos)
            fail_word(target, "form of targets", {forms.begin(), forms.end()});
        const auto read = scenario::target_of_words(target, world);
        if (!read.target) throw Failure(ExitCode::usage, read.complaint);
    }
}

void check_components(const std::vector<std::string>& names, const world::World& world) {
    std::vector<std::string_view> known;
    for (const auto& service : world.services) known.push_back(service.name);
    for (const auto& balancer : world.balancers) known.push_back(balancer.name);
    for (const auto& store : world.stores) known.push_back(store.name);
    for (const std::string& name : names)
        if (std::ranges::find(known, name) == known.end()) fail_word(name, "component", known);
}

search::Question question_of(const ExploreOptions& options) {
    scenario::Scenario scenario =
        load_question(options.scenario, {.seed = options.seed, .mutant = options.mutant},
                      {.faults = {}, .duration = {}, .load = options.load}, true);
    select_claims(scenario, options.claims);
    check_targets(options.targets, scenario.world);
    check_components(options.of, scenario.world);
    search::Question question = search::usual_question(scenario);
    question.mutant = options.mutant;
    question.choices =
        search::choices_of(scenario.world, {kinds_of(options.kinds), options.targets});
    if (question.choices.empty())
        throw Failure(ExitCode::nothing_selected, "no such fault can strike this deployment");
    question.faults = options.faults;
    question.of = options.of;
    if (options.lasting) question.lasting = options.lasting;
    if (options.lasting && options.lasting->count() == 0) question.lasting.reset();
    if (options.after) question.after = *options.after;
    question.symmetry = options.symmetry;
    question.random = options.random;
    question.most_runs = options.run_budget;
    return question;
}

std::unique_ptr<search::Journal> journal_of(const ExploreOptions& options,
                                            const search::Question& question) {
    if (!options.journal) return nullptr;
    try {
        return std::make_unique<search::Journal>(*options.journal, search::identity_of(question));
    } catch (const std::runtime_error& error) {
        throw Failure(ExitCode::io, error.what());
    }
}

}  // namespace

namespace {

std::string file_name(const std::string& claim, const std::string& mechanism) {
    std::string name = claim + "-" + mechanism + ".json";
    std::ranges::replace(name, ' ', '-');
    return name;
}

// The first run of each mechanism, as small as it gets, in a file of the folder.
std::string shrink_all(const search::Question& question, const search::Answer& answer,
                       const std::string& folder, unsigned jobs, const report::Style& style) {
    std::string told;
    for (std::size_t c = 0; c < answer.claims.size(); ++c) {
        for (const search::Group& group : answer.claims[c].groups) {
            scenario::Scenario scenario = question.scenario;
            scenario.claims = {question.scenario.claims[c]};
            scenario.world.duration = group.first.duration;
            for (const search::Strike& strike : group.first.strikes)
                scenario.world.faults.push_back(strike.fault);
            const std::string path =
                folder + "/" + file_name(scenario.claims.front().id, group.mechanism);
            const auto shrunk = shrink_into(scenario, question.mutant, path, jobs, style);
            if (shrunk) told += "\n" + *shrunk;
        }
    }
    return told;
}

}  // namespace

int execute(const ExploreOptions& options, const Invocation& invocation) {
    const search::Question question = question_of(options);
    Output output{options.output};
    const auto journal = journal_of(options, question);
    search::Conduct conduct;
    conduct.jobs =
        options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    conduct.journal = journal.get();
    if (options.time_budget)
        conduct.why_stopped = "the budget of " + base::to_text(*options.time_budget);
    const auto begin = Clock::now();
    search::Answer answer;
    {
        RateDisplay display;
        conduct.go_on = [&](const search::Progress& progress) {
            display.show(progress.ended, progress.planned,
                         base::thousands(progress.refuted) + " refuting");
            return !options.time_budget || Clock::now() - begin < *options.time_budget;
        };
        answer = search::search(question, conduct);
    }
    const bool json = options.format == Format::json;
    std::string text = json ? explored_to_json(question, answer, invocation.context())
                            : explored_to_text(question, answer, output.style());
    if (options.shrink && conduct.signal == 0) {
        std::filesystem::create_directories(*options.shrink);
        const std::string told =
            shrink_all(question, answer, *options.shrink, conduct.jobs, output.style());
        if (!json) text += told;
    }
    output.write(text);
    if (conduct.signal != 0) return exit_code_of_signal(conduct.signal);
    return static_cast<int>(answer.failed.empty() ? exit_code_of(answer.verdict()) : ExitCode::bug);
}

}  // namespace triaz::cli
