#include "sim/search/search.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/run/child.hpp"
#include "sim/run/result.hpp"
#include "sim/scenario/fault_words.hpp"
#include "sim/search/plan.hpp"

namespace triaz::search {

namespace {

using check::Verdict;

// The name of the recorded run without faults.
constexpr const char* without_faults = "0";

class Search {
public:
    Search(const Question& question, Conduct& conduct)
        : question_(question), conduct_(conduct), plan_(question) {
        answer_.claims.resize(question.scenario.claims.size());
        answer_.symmetries = plan_.symmetries().size();
    }

    Answer run() {
        struct Base {
            Planned planned;
            std::vector<Instant> instants;
        };
        std::vector<Base> bases;
        if (const Outcome* outcome = record()) {
            for (const Instant& instant : outcome->instants)
                answer_.instants.push_back(told(instant, question_.scenario.world));
            bases.push_back({{}, outcome->instants});
        }
        for (unsigned layer = 1; layer <= question_.faults && !stopped(); ++layer) {
            Layer& counts = answer_.layers.emplace_back();
            std::vector<Planned> planned;
            for (const Base& base : bases) {
                auto more = plan_.after(base.planned, base.instants, counts);
                std::ranges::move(more, std::back_inserter(planned));
            }
            const bool last = layer == question_.faults;
            counts.tried = carry_out(planned, !last);
            bases.clear();
            for (Planned& each : planned) {
                const auto found = outcomes_.find(each.name);
                if (found == outcomes_.end()) continue;
                note(each, found->second);
                if (last) continue;
                if (refutes_all(found->second)) {
                    ++counts.refuted;
                    continue;
                }
                answer_.later_instants += found->second.instants.size();
                bases.push_back({std::move(each), std::move(found->second.instants)});
            }
        }
        if (!stopped()) draw();
        conclude();
        return std::move(answer_);
    }

private:
    bool stopped() const { return !answer_.cut_short.empty(); }

    const Outcome* record() {
        if (!known(without_faults)) {
            const Trunk trunk = plan_.recording();
            const run::ChildResult child =
                run::in_child([&] { return run_trunk(question_.scenario, trunk); });
            if (child.end == run::ChildResult::End::interrupted) {
                conduct_.signal = child.signal;
                answer_.cut_short = run::name_of_signal(child.signal);
                return nullptr;
            }
            std::string line = child.text;
            if (!child.finished()) {
                Outcome failed;
                failed.failure = child.text;
                line = to_line(failed);
            }
            keep({without_faults}, outcomes_of(line, 1));
        }
        const Outcome& outcome = outcomes_.at(without_faults);
        Planned planned;
        planned.name = without_faults;
        planned.duration = plan_.recording().duration;
        // Too short to uphold anything, but what it refutes no fault is needed for.
        const bool refutes = std::ranges::any_of(outcome.claims, [](const Ruling& ruling) {
            return ruling.verdict == Verdict::refuted;
        });
        if (refutes || !outcome.failure.empty()) note(planned, outcome);
        return outcome.failure.empty() ? &outcome : nullptr;
    }

    void draw() {
        std::vector<Planned> planned = plan_.random();
        answer_.random_planned = planned.size();
        std::vector<Trunk> trunks;
        std::vector<std::vector<std::size_t>> runs;
        for (std::size_t at = 0; at < planned.size(); ++at) {
            Trunk trunk;
            for (Strike& strike : plan_.strikes_of(planned[at]))
                trunk.faults.push_back(std::move(strike.fault));
            trunk.duration = planned[at].duration;
            trunks.push_back(std::move(trunk));
            runs.push_back({at});
        }
        answer_.random_tried = carry_out(planned, trunks, runs);
        for (const Planned& each : planned) {
            const auto found = outcomes_.find(each.name);
            if (found != outcomes_.end()) note(each, found->second);
        }
    }

    bool known(const std::string& name) {
        if (outcomes_.contains(name)) return true;
        if (conduct_.journal == nullptr) return false;
        const auto found = conduct_.journal->found().find(name);
        if (found == conduct_.journal->found().end()) return false;
        outcomes_.emplace(name, found->second);
        return true;
    }

    std::uint64_t carry_out(std::vector<Planned>& planned, bool record) {
        std::vector<std::vector<std::size_t>> runs;
        const std::vector<Trunk> trunks = plan_.trunks(planned, record, runs);
        return carry_out(planned, trunks, runs);
    }

    // Runs what is not known yet and still within the budget; gives how many are known then.
    std::uint64_t carry_out(const std::vector<Planned>& planned, std::vector<Trunk> trunks,
                            const std::vector<std::vector<std::size_t>>& runs) {
        progress_.planned += planned.size();
        std::vector<std::vector<std::string>> names;
        std::vector<std::function<std::string()>> works;
        std::uint64_t tried = 0;
        for (std::size_t t = 0; t < trunks.size(); ++t) {
            std::vector<Branch> branches;
            std::vector<std::string> wanted;
            for (std::size_t b = 0; b < runs[t].size(); ++b) {
                if (question_.most_runs && begun_ >= *question_.most_runs) {
                    answer_.cut_short = fmt::format("the budget of {} runs", *question_.most_runs);
                    break;
                }
                ++begun_;
                const std::string& name = planned[runs[t][b]].name;
                if (known(name)) {
                    ++progress_.ended;
                    ++tried;
                    continue;
                }
                if (!trunks[t].branches.empty()) branches.push_back(trunks[t].branches[b]);
                wanted.push_back(name);
            }
            if (wanted.empty()) continue;
            trunks[t].branches = std::move(branches);
            names.push_back(std::move(wanted));
            works.push_back(
                [this, trunk = trunks[t]] { return run_trunk(question_.scenario, trunk); });
        }
        bool told = true;
        conduct_.signal =
            run::each_in_children(works, conduct_.jobs, [&](std::size_t work, const auto& child) {
                tried += names[work].size();
                progress_.ended += names[work].size();
                keep(names[work], outcomes_of(child.finished() ? child.text : failure_of(child),
                                              names[work].size()));
                told = !conduct_.go_on || conduct_.go_on(progress_);
                return told;
            });
        if (conduct_.signal != 0) answer_.cut_short = run::name_of_signal(conduct_.signal);
        if (!told && tried < planned.size()) answer_.cut_short = conduct_.why_stopped;
        return tried;
    }

    static std::string failure_of(const run::ChildResult& child) {
        Outcome failed;
        failed.failure = child.text;
        return to_line(failed);
    }

    void keep(const std::vector<std::string>& names, std::vector<Outcome> outcomes) {
        std::vector<std::pair<std::string, const Outcome*>> lines;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const Outcome& kept =
                outcomes_.insert_or_assign(names[i], std::move(outcomes[i])).first->second;
            // What crashed is tried again when the search goes on.
            if (kept.failure.empty()) lines.emplace_back(names[i], &kept);
            if (std::ranges::any_of(kept.claims, [](const Ruling& ruling) {
                    return ruling.verdict == Verdict::refuted;
                })) {
                ++progress_.refuted;
            }
        }
        if (conduct_.journal != nullptr && !lines.empty()) conduct_.journal->add(lines);
    }

    static bool refutes_all(const Outcome& outcome) {
        return std::ranges::all_of(outcome.claims, [](const Ruling& ruling) {
            return ruling.verdict == Verdict::refuted;
        });
    }

    Run run_of(const Planned& planned, const Outcome& outcome) const {
        Run run{planned.name, plan_.strikes_of(planned), planned.duration, outcome};
        run.outcome.instants.clear();
        return run;
    }

    void note(const Planned& planned, const Outcome& outcome) {
        if (!outcome.failure.empty()) {
            answer_.failed.push_back(run_of(planned, outcome));
            return;
        }
        if (!outcome.bit) ++answer_.without_effect;
        for (std::size_t c = 0; c < answer_.claims.size(); ++c) {
            const Ruling& ruling = outcome.claims[c];
            ClaimAnswer& claim = answer_.claims[c];
            if (ruling.verdict == Verdict::upheld) ++claim.upheld;
            if (ruling.verdict == Verdict::inconclusive && outcome.bit) {
                if (++claim.undecided == 1) claim.why_undecided = ruling.reason;
            }
            if (ruling.verdict != Verdict::refuted) continue;
            ++claim.refuted;
            auto group = std::ranges::find(claim.groups, ruling.mechanism, &Group::mechanism);
            if (group == claim.groups.end()) {
                claim.groups.push_back({ruling.mechanism, 0, run_of(planned, outcome)});
                group = std::prev(claim.groups.end());
            }
            ++group->runs;
        }
    }

    void conclude() {
        for (ClaimAnswer& claim : answer_.claims) {
            std::ranges::stable_sort(claim.groups, std::greater{}, &Group::runs);
            const bool complete = answer_.cut_short.empty() && answer_.failed.empty();
            if (claim.refuted > 0)
                claim.verdict = Verdict::refuted;
            else if (complete && claim.undecided == 0 && claim.upheld > 0)
                claim.verdict = Verdict::upheld;
        }
    }

    const Question& question_;
    Conduct& conduct_;
    Plan plan_;
    Answer answer_;
    Progress progress_;
    std::uint64_t begun_ = 0;
    std::map<std::string, Outcome> outcomes_;
};

base::Duration longest_check(const world::World& world) {
    base::Duration longest = std::chrono::seconds{2};
    for (const world::Balancer& balancer : world.balancers) {
        if (balancer.health.enabled) longest = std::max(longest, balancer.health.interval);
        if (!balancer.nodes.empty() && balancer.names.health.enabled)
            longest = std::max(longest, balancer.names.health.interval);
    }
    return longest;
}

base::Duration slowest_start(const world::World& world) {
    base::Duration slowest{};
    for (const world::Service& service : world.services)
        slowest = std::max(slowest, service.start_time);
    for (const world::Balancer& balancer : world.balancers)
        slowest = std::max(slowest, balancer.node_start_time);
    for (const world::Store& store : world.stores) slowest = std::max(slowest, store.start_time);
    return slowest;
}

}  // namespace

Question usual_question(const scenario::Scenario& scenario) {
    using namespace std::chrono_literals;
    constexpr base::Duration longest_window = 20s;
    Question question;
    question.scenario = scenario;
    question.scenario.world.faults.clear();
    question.scenario.sometimes.clear();
    question.lasting = 20s;
    question.before = 3s;
    question.window = std::min<base::Duration>(longest_check(scenario.world) + 1s, longest_window);
    question.after = slowest_start(scenario.world) + 15s;
    return question;
}

std::string reproduce_line(const Run& run, const Question& question) {
    const scenario::Scenario& scenario = question.scenario;
    std::vector<std::string> words = scenario.varied;
    for (const Strike& strike : run.strikes) {
        words.push_back("--fault");
        words.push_back(scenario::to_words(strike.fault, scenario.world));
    }
    words.push_back("--duration");
    words.push_back(base::to_text(run.duration));
    return run::reproduce_line(scenario.path, question.mutant, scenario.world.seed, words);
}

Verdict Answer::verdict() const {
    bool upheld = !claims.empty();
    for (const ClaimAnswer& claim : claims) {
        if (claim.verdict == Verdict::refuted) return Verdict::refuted;
        upheld = upheld && claim.verdict == Verdict::upheld;
    }
    return upheld ? Verdict::upheld : Verdict::inconclusive;
}

Answer search(const Question& question, Conduct& conduct) {
    return Search{question, conduct}.run();
}

std::string identity_of(const Question& question) {
    const scenario::Scenario& scenario = question.scenario;
    std::string text;
    for (const scenario::Source& source : scenario.sources)
        text += source.path + " " + source.sha256 + "\n";
    for (const std::string& word : scenario.varied) text += word + "\n";
    text += question.mutant.value_or("") + "\n";
    for (const check::Claim& claim : scenario.claims) text += claim.id + "\n";
    for (const Choice& choice : question.choices) {
        text += fmt::format("{} {}\n", scenario::word_of(choice.kind),
                            scenario::to_words(choice.target, scenario.world));
    }
    for (const std::string& name : question.of) text += name + "\n";
    if (question.budget) {
        text += fmt::format("{} {} {}\n", question.budget->zones, question.budget->data_centers,
                            question.budget->hosts);
    }
    const auto length = [](const std::optional<base::Duration>& duration) {
        return duration ? base::to_text(*duration) : std::string{"end"};
    };
    return text + fmt::format("{} {} {} {} {} {} {} {}", scenario.world.seed, question.faults,
                              length(question.lasting), length(question.after),
                              length(question.before), length(question.window), question.symmetry,
                              question.random);
}

}  // namespace triaz::search
