#include "sim/cli/model_check_words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "sim/base/units.hpp"
#include "sim/cli/shared_words.hpp"

namespace triaz::cli {
namespace {

void add_protocol(CLI::App& command, ModelCheckWords& words) {
    ModelCheckOptions& options = words.options;
    const auto add = [&](const std::string& name, auto& option, const std::string& what) {
        command.add_option("--" + name, option, what)
            ->option_text("N")
            ->check(CLI::Range(1, 255).description(""));
    };
    add("replicas", options.replicas, "Members of the shard, witnesses included; 3");
    add("copies", options.copies, "Durable copies before a write is acknowledged");
    add("witnesses", options.witnesses, "Of the members, those that only vote; of a standby");
    add("lease", options.lease, "Heartbeats in a lease; 2, of raft 1");
    command
        .add_option("--lease-margin", options.lease_margin,
                    "Heartbeats by which an election period is longer; 1")
        ->option_text("N")
        ->check(CLI::Range(0, 255).description(""));
    command.add_flag("--reads-by-lease", options.reads_by_lease, "Raft that asks no majority");
    command.add_flag("--fallback", options.fallback, "A standby that gives up waiting for copies");
    add("read-quorum", options.read_quorum, "How many members a read of a quorum asks");
    command.add_flag("--no-pre-vote", words.no_pre_vote, "Raft without it");
    command.add_flag("--no-check-quorum", words.no_check_quorum, "Raft without it");
    command.add_option("--entries-per-message", options.entries_per_message, "Of Raft; 1024")
        ->option_text("N");
    command.add_option("-m,--mutation", options.mutation, "Leave out a rule; see below")
        ->option_text("NAME");
}

void add_bounds(CLI::App& command, ModelCheckWords& words) {
    explore::Bounds& bounds = words.options.bounds;
    const auto add = [&](const std::string& name, std::uint8_t& bound, const std::string& what) {
        command.add_option("--" + name, bound, what + "; " + std::to_string(int{bound}))
            ->option_text("N")
            ->check(CLI::Range(0, int{explore::most_of_a_kind}).description(""));
    };
    add("writes", bounds.writes, "Writes that clients ask for");
    add("retries", bounds.retries, "Of a write that is not answered, at any member");
    add("reads", bounds.reads, "Reads that clients ask for");
    add("crashes", bounds.crashes, "Processes that die and start again");
    add("power-losses", bounds.power_losses, "Members that lose what they did not sync");
    add("drops", bounds.drops, "Messages that are lost");
    add("duplicates", bounds.duplicates, "Messages that arrive twice, where that may be");
    add("heartbeats", bounds.heartbeats, "Of leaders; with a lease: periods on all clocks");
    add("drifts", bounds.drifts, "Periods that one clock misses, with a lease");
    add("transfers", bounds.transfers, "Leaders that are asked to hand over; of Raft");
    command
        .add_option("--elections", words.elections,
                    "Election time-outs, the first start one; N,N: of each; 2")
        ->option_text("N[,N...]")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::Range(0, int{explore::most_of_a_kind}).description(""));
}

void add_search(CLI::App& command, ModelCheckWords& words) {
    std::vector<std::string> invariants;
    for (const explore::Invariant invariant : explore::all_invariants())
        invariants.emplace_back(explore::name_of(invariant));
    command.add_option("-i,--invariant", words.invariants, "Only this one; may be repeated")
        ->option_text("NAME")
        ->allow_extra_args(false)
        ->check(CLI::IsMember(invariants));
    command.add_flag("--settled", words.options.settled,
                     "Begin with a leader and nothing under way, not with the start");
    command.add_flag("--no-symmetry", words.no_symmetry, "Count members that change places apart");
    command.add_flag("--no-reduction", words.no_reduction, "Take all steps in every order");
    command.add_option("--time-budget", words.time_budget, "The most time to search; 60s")
        ->option_text("TIME")
        ->check(check_duration, "");
    command.add_option("--memory-budget", words.memory_budget, "The most memory to search; 2GB")
        ->option_text("SIZE")
        ->check(check_bytes, "");
}

constexpr const char* about_model_check =
    "WHAT is raft, standby, isr, quorum, mirror, a preset such as postgresql-patroni, or\n"
    "a store of a model file, as models/reference.json#state. Upheld means proved\n"
    "within the bounds: whatever order messages, syncs, time-outs and faults come in,\n"
    "no invariant is violated. Refuted comes with the shortest way there.\n\n"
    "Mutations, of raft: forget-vote-on-restart, commit-old-terms-by-counting,\n"
    "answer-before-sync, read-without-round, vote-without-log-check,\n"
    "serve-reads-after-lease, count-lease-from-answer, forget-lease-on-restart,\n"
    "keep-lease-in-transfer; of standby and isr: no-fencing, promote-unseen,\n"
    "stream-unsynced, restore-too-early, shrink-at-once, acknowledge-alone; of quorum:\n"
    "sloppy-quorum; of raft and mirror: --copies 1\n\n"
    "Examples:\n"
    "  triaz model-check raft --writes 2 --elections 1 --drops 1\n"
    "  triaz model-check models/reference.json#state --power-losses 1\n"
    "  triaz model-check standby --settled --heartbeats 2 --mutation no-fencing\n"
    "  triaz model-check quorum --writes 2 --reads 1 --read-quorum 1\n"
    "  triaz model-check raft --writes 2 --crashes 1 --time-budget 5min\n\n"
    "Exit code:\n"
    "  0  upheld                               3  the model file has errors\n"
    "  1  refuted                              4  inconclusive\n"
    "  2  usage                                6  cannot read or write";

}  // namespace

void add_model_check(CLI::App& app, ModelCheckWords& words) {
    CLI::App& command =
        *app.add_subcommand("model-check", "Explore every interleaving of a replicated store");
    command.add_option("WHAT", words.options.what, "A protocol, or FILE#STORE of a model")
        ->required()
        ->option_text(" ");
    add_protocol(command, words);
    add_bounds(command, words);
    add_search(command, words);
    command.footer(about_model_check);
}

ModelCheckOptions model_check_options_of(const ModelCheckWords& words, Format format) {
    ModelCheckOptions options = words.options;
    options.format = format;
    options.pre_vote = !words.no_pre_vote;
    options.check_quorum = !words.no_check_quorum;
    options.symmetry = !words.no_symmetry;
    options.reduction = !words.no_reduction;
    int elections = 0;
    for (const std::uint8_t of_member : words.elections) elections += of_member;
    options.bounds.elections = static_cast<std::uint8_t>(std::min(elections, 255));
    if (words.elections.size() > 1) options.elections_of = words.elections;
    for (const explore::Invariant invariant : explore::all_invariants())
        for (const std::string& name : words.invariants)
            if (name == explore::name_of(invariant)) options.invariants.add(invariant);
    if (options.invariants.empty()) options.invariants = explore::Invariants::all();
    options.time_budget = *base::parse_duration(words.time_budget);
    options.memory_budget =
        static_cast<std::uint64_t>(base::parse_bytes(words.memory_budget)->count);
    return options;
}

}  // namespace triaz::cli
