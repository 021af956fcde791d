#include "sim/cli/search_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "sim/cli/shared_words.hpp"
#include "sim/search/search.hpp"

namespace triaz::cli {
namespace {

std::string check_lasting(const std::string& text) {
    return text == "end"                  ? ""
           : check_duration(text).empty() ? ""
                                          : text + " is no time such as 20s, nor `end`";
}

std::optional<std::uint64_t> whole_number(const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::string check_budget(const std::string& text) {
    if (whole_number(text).value_or(0) > 0 || check_duration(text).empty()) return {};
    return text + " is no number of runs, nor a time such as 10min";
}

void add_space(CLI::App& command, ExploreWords& words) {
    ExploreOptions& options = words.options;
    command.add_option("-k,--faults", options.faults, "At most so many in one run, 1 to 3; 1")
        ->option_text("K")
        ->check(CLI::Range(1U, search::most_faults).description(""));
    command.add_option("--kinds", options.kinds, "power-loss,process-crash,partition; more below")
        ->option_text("KIND,...")
        ->delimiter(',');
    command.add_option("--targets", options.targets, "Forms (zone,host) or targets (zone/a); all")
        ->option_text("TARGET,...")
        ->delimiter(',');
    command.add_option("--of", options.of, "Phases of these components alone; all")
        ->option_text("NAME,...")
        ->delimiter(',');
    command.add_option("--for", words.lasting, "How long each fault lasts, or `end`; 20s")
        ->option_text("TIME")
        ->check(check_lasting, "");
    command.add_option("--after", words.after, "The run goes on so long after the last one")
        ->option_text("TIME")
        ->check(check_duration, "");
    add_load(command, words.load);
    command.add_flag("--no-symmetry", words.no_symmetry, "Try also what is alike");
    command.add_option("--random", options.random, "So many drawn runs with 1 to 3 faults more")
        ->option_text("N");
}

constexpr const char* about_exploring =
    "Records a run without faults, and lets every choice (a kind of fault and a\n"
    "target) strike at each distinguishable instant: where the writes of a shard are,\n"
    "whether a health check is due or just made, and with more than one fault each\n"
    "step of detection, election and repair after the first. Runs that share their\n"
    "beginning share it in the machine too. The file's own faults are left out.\n\n"
    "Further kinds: message-loss (20%), added-latency (200ms), error-answers,\n"
    "checks-fail, evacuation, control-plane-loss, slow-clock (10%).\n"
    "Forms of targets: zone data-center host path component checks-of control-plane.\n\n"
    "Examples:\n"
    "  triaz explore scenarios/zone-loss/az-power-loss.json --claim rpo\n"
    "  triaz explore FILE --faults 2 --kinds power-loss --targets zone,host --of state\n"
    "  triaz explore FILE --faults 2 --budget 10min --journal run.journal --jobs 2\n"
    "  triaz explore FILE --mutant 'acknowledge after one copy' -f json -o found.json\n"
    "  triaz explore FILE --shrink scenarios/found\n\n"
    "A journal keeps what was tried: the same command goes on where it was stopped or\n"
    "killed, and ends with the same answer.\n\n"
    "Exit code:\n"
    "  0  every claim upheld within the bounds  5  nothing selected\n"
    "  1  a claim refuted                       6  cannot read or write\n"
    "  2  usage                                 70 a bug of triaz\n"
    "  3  invalid input                         128+n ended by signal n\n"
    "  4  inconclusive";

}  // namespace

void add_explore(CLI::App& app, ExploreWords& words) {
    CLI::App& command =
        *app.add_subcommand("explore", "Search for the smallest failure that breaks a promise");
    ExploreOptions& options = words.options;
    add_scenario_file(command, options.scenario);
    add_seed(command, options.seed);
    command.add_option("-m,--mutant", options.mutant, "Explore this mutant of the deployment")
        ->option_text("NAME");
    command.add_option("-c,--claim", options.claims, "Judge this claim alone; may be repeated")
        ->option_text("ID")
        ->allow_extra_args(false);
    add_space(command, words);
    command.add_option("--budget", words.budget, "Stop after so many runs, or so long")
        ->option_text("N|TIME")
        ->check(check_budget, "");
    add_jobs(command, options.jobs);
    command.add_option("--journal", options.journal, "Keep what was tried, and go on from it")
        ->option_text("FILE");
    command.add_option("--shrink", options.shrink, "Write the smallest scenarios into FOLDER")
        ->option_text("FOLDER");
    add_output(command, options.output);
    command.footer(about_exploring);
}

ExploreOptions explore_options_of(const ExploreWords& words, Format format) {
    ExploreOptions options = words.options;
    options.format = format;
    options.symmetry = !words.no_symmetry;
    options.load = *base::parse_ratio(words.load);
    if (words.lasting == "end") options.lasting = base::Duration{};
    if (!words.lasting.empty() && words.lasting != "end")
        options.lasting = base::parse_duration(words.lasting);
    if (!words.after.empty()) options.after = base::parse_duration(words.after);
    if (!words.budget.empty()) {
        options.run_budget = whole_number(words.budget);
        if (!options.run_budget) options.time_budget = base::parse_duration(words.budget);
    }
    return options;
}

void add_shrink(CLI::App& app, ShrinkWords& words) {
    CLI::App& command =
        *app.add_subcommand("shrink", "Make a refuting scenario as small as it gets");
    ShrinkOptions& options = words.options;
    add_scenario_file(command, options.scenario);
    add_seed(command, options.seed);
    command.add_option("-m,--mutant", options.mutant, "As this mutant of the deployment")
        ->option_text("NAME");
    command.add_option("-c,--claim", options.claims, "This claim alone; may be repeated")
        ->option_text("ID")
        ->allow_extra_args(false);
    command.add_option("--fault", options.variation.faults, "As for `triaz run`; may be repeated")
        ->option_text("WORDS")
        ->allow_extra_args(false);
    command.add_option("--duration", words.duration, "Of the run, instead of the file's")
        ->option_text("TIME")
        ->check(check_duration, "");
    add_load(command, words.load);
    add_jobs(command, options.jobs);
    command.add_option("-o,--output", options.output, "The scenario file to be written")
        ->required()
        ->option_text("FILE");
    command.footer(
        "Keeps the first claim that the scenario refutes, and the mechanism. Takes away\n"
        "faults, then makes targets smaller, instants and lengths rounder, the run\n"
        "shorter and the load lower, as long as the claim is refuted for that reason.\n"
        "FILE is a scenario that `triaz test` accepts; it must stand in the tree of the\n"
        "model. The words of a reproduce line may be given as they are.\n\n"
        "Examples:\n"
        "  triaz shrink scenarios/zone-loss/two-zones-power-loss.json -o small.json\n"
        "  triaz shrink FILE --fault 'power-loss zone/a at 13.002s' --seed 1 -o small.json\n\n"
        "Exit code:\n"
        "  0  written                               5  it refutes nothing\n"
        "  2  usage                                 6  cannot read or write\n"
        "  3  invalid input                         70 a bug of triaz");
}

ShrinkOptions shrink_options_of(const ShrinkWords& words) {
    ShrinkOptions options = words.options;
    options.variation.load = *base::parse_ratio(words.load);
    if (!words.duration.empty()) options.variation.duration = base::parse_duration(words.duration);
    return options;
}

void add_mutate(CLI::App& app, MutateWords& words) {
    CLI::App& command = *app.add_subcommand("mutate", "Run scenarios on deployments made worse");
    command
        .add_option("PATH", words.options.paths, "Scenario files, or folders to look for them in")
        ->required()
        ->option_text("...");
    add_jobs(command, words.options.jobs);
    add_output(command, words.options.output);
    command.footer(
        "The mutants are made from the model: acknowledge after one copy; a copy less;\n"
        "fencing off; health checks off; stale names; no retries; unlimited retries; no\n"
        "spare capacity (the load is raised until the busiest service runs at 95%); all\n"
        "zones one shared fate. A scenario of which none of them refutes anything that it\n"
        "upholds fails, unless it says why: \"mutants\": {\"none\": \"reason\"}.\n\n"
        "Examples:\n"
        "  triaz mutate scenarios/zone-loss/az-power-loss.json\n"
        "  triaz mutate scenarios -f json -o mutants.json\n\n"
        "Exit code:\n"
        "  0  every scenario notices some mutant    4  stopped, or a run was undecided\n"
        "  1  one notices none                      5  nothing selected\n"
        "  2  usage                                 6  cannot read or write\n"
        "  3  invalid input                         70 a bug of triaz");
}

MutateOptions mutate_options_of(const MutateWords& words, Format format) {
    MutateOptions options = words.options;
    options.format = format;
    return options;
}

void add_tolerance(CLI::App& app, ToleranceWords& words) {
    CLI::App& command =
        *app.add_subcommand("tolerance", "Attack what the model declares to be survived");
    ToleranceOptions& options = words.options;
    add_scenario_file(command, options.scenario);
    command.add_option("--within", words.within, "The longest outage that service may have; 15s")
        ->option_text("TIME")
        ->check(check_duration, "");
    add_seed(command, options.seed);
    command.add_option("-m,--mutant", options.mutant, "Of this mutant of the deployment")
        ->option_text("NAME");
    add_load(command, words.load);
    command.add_option("--budget", options.run_budget, "At most so many runs a declaration")
        ->option_text("N")
        ->check(check_whole_number, "");
    add_jobs(command, options.jobs);
    add_output(command, options.output);
    command.footer(
        "A service or store declares what it survives: \"tolerates\": [{\"zones\": 1},\n"
        "{\"hosts\": 2, \"keeps\": \"data\"}]. Structure looks for a way past that (minimal\n"
        "cut sets); simulation lets every such combination of losses of power strike at\n"
        "every distinguishable instant. Service is kept when clients are without it for\n"
        "no longer than --within, at the service level of the scenario's recovery-time\n"
        "claims, though the losses last; data, when every acknowledged write is there\n"
        "after 20 s. Where the two disagree, both say why. The file's faults are left out.\n\n"
        "Examples:\n"
        "  triaz tolerance scenarios/zone-loss/az-power-loss.json\n"
        "  triaz tolerance FILE --mutant 'health checks off' --within 5s\n\n"
        "Exit code:\n"
        "  0  all that is declared is survived      5  nothing is declared\n"
        "  1  something is not, or they disagree    6  cannot read or write\n"
        "  2  usage                                 70 a bug of triaz\n"
        "  3  invalid input                         128+n ended by signal n\n"
        "  4  inconclusive");
}

ToleranceOptions tolerance_options_of(const ToleranceWords& words, Format format) {
    ToleranceOptions options = words.options;
    options.format = format;
    options.within = *base::parse_duration(words.within);
    options.load = *base::parse_ratio(words.load);
    return options;
}

void add_frontier(CLI::App& app, FrontierWords& words) {
    CLI::App& command =
        *app.add_subcommand("frontier", "Find the value at which a claim ceases to hold");
    FrontierOptions& options = words.options;
    add_scenario_file(command, options.scenario);
    command.add_option("--over", options.over, "A range of values; twice for two fields")
        ->required()
        ->option_text("PATH=LO:HI")
        ->allow_extra_args(false);
    command.add_option("-c,--claim", options.claim, "The claim")->required()->option_text("ID");
    command.add_option("-m,--mutant", options.mutant, "Of this mutant of the deployment")
        ->option_text("NAME");
    add_seed(command, options.seed, "The first seed, instead of that of the file");
    command.add_option("--seeds", options.seeds, "Seeds tried at each value; 3")
        ->option_text("N")
        ->check(CLI::Range(1U, 1000U).description(""));
    command.add_option("--precision", options.precision, "Percent of the range; 0.5")
        ->option_text("P")
        ->check(CLI::Range(0.0001, 50.0).description(""));
    command.add_option("--steps", options.steps, "Values of the second field; 9")
        ->option_text("N")
        ->check(CLI::Range(2U, 1000U).description(""));
    add_jobs(command, options.jobs);
    command.add_option("-o,--output", options.output, "Write to FILE: .svg, .csv, .json or text")
        ->option_text("FILE");
    command.footer(
        "PATH is a field of the model, such as clients.users.rate, or of the scenario,\n"
        "such as scenario.duration; `a,b` in it names two things at once. LO and HI are\n"
        "numbers, times or percentages. At each value every seed is run: the claim holds\n"
        "there when all uphold it.\n\n"
        "Examples:\n"
        "  triaz frontier scenarios/overload/two-thirds-load.json --claim rto\n"
        "      --over clients.users.rate=900:1500\n"
        "  triaz frontier FILE -c rto --over clients.users.rate=900:1500\n"
        "      --over services.app.queue_limit=10:200 -o frontier.svg\n\n"
        "Exit code:\n"
        "  0  found                                 4  no boundary in the range\n"
        "  2  usage                                 6  cannot read or write\n"
        "  3  invalid input                         70 a bug of triaz");
}

FrontierOptions frontier_options_of(const FrontierWords& words, Format format) {
    FrontierOptions options = words.options;
    options.format = format;
    return options;
}

}  // namespace triaz::cli
