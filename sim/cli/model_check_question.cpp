#include "sim/cli/model_check_question.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/shared_words.hpp"
#include "sim/protocol/presets.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::cli {
namespace {

using explore::Protocol;
using protocol::raft::Mutation;
using Wrong = protocol::standby::Mutation;

template <class M>
using Names = std::vector<std::pair<std::string_view, M>>;

const Names<Mutation> raft_mutations{
    {"forget-vote-on-restart", Mutation::forget_vote_on_restart},
    {"commit-old-terms-by-counting", Mutation::commit_old_terms_by_counting},
    {"answer-before-sync", Mutation::answer_before_sync},
    {"read-without-round", Mutation::read_without_round},
    {"vote-without-log-check", Mutation::vote_without_log_check},
    {"serve-reads-after-lease", Mutation::serve_reads_after_lease},
    {"count-lease-from-answer", Mutation::count_lease_from_answer},
    {"forget-lease-on-restart", Mutation::forget_lease_on_restart},
    {"keep-lease-in-transfer", Mutation::keep_lease_in_transfer},
};
const Names<Wrong> standby_mutations{
    {"no-fencing", Wrong::no_fencing},           {"promote-unseen", Wrong::promote_unseen},
    {"stream-unsynced", Wrong::stream_unsynced}, {"restore-too-early", Wrong::restore_too_early},
    {"shrink-at-once", Wrong::shrink_at_once},   {"acknowledge-alone", Wrong::acknowledge_alone},
};
const Names<bool> quorum_mutations{{"sloppy-quorum", true}};

template <class M>
M named(const Names<M>& mutations, const std::string& name) {
    std::vector<std::string_view> known;
    for (const auto& [each, mutation] : mutations) {
        if (each == name) return mutation;
        known.push_back(each);
    }
    throw Failure(ExitCode::usage,
                  "this protocol has no mutation `" + name + "`" + did_you_mean(name, known));
}

// A short lease shows as much as a long one, in far fewer states.
constexpr std::uint8_t lease_explored = 2;

protocol::standby::Options with_short_lease(protocol::standby::Options options) {
    options.heartbeats_in_lease = lease_explored;
    options.in_sync.lag_heartbeats =
        std::min<std::uint32_t>(options.in_sync.lag_heartbeats, lease_explored + 1);
    return options;
}

// With a margin of one heartbeat, or none where there is none.
protocol::raft::Options with_short_lease(protocol::raft::Options options) {
    const bool margin = options.heartbeats_in_lease < options.heartbeats_in_election;
    options.heartbeats_in_election = lease_explored;
    options.heartbeats_in_lease = static_cast<std::uint8_t>(lease_explored - (margin ? 1 : 0));
    return options;
}

protocol::quorum::Options of_one_item(protocol::quorum::Options options) {
    options.items = 1;
    return options;
}

template <class Named>
Protocol explored(const Named& named) {
    struct {
        Protocol operator()(const protocol::raft::Options& options) const {
            return with_short_lease(options);
        }
        Protocol operator()(const protocol::mirror::Options& options) const { return options; }
        Protocol operator()(const protocol::standby::Options& options) const {
            return with_short_lease(options);
        }
        Protocol operator()(const protocol::quorum::Options& options) const {
            return of_one_item(options);
        }
    } convert;
    return std::visit(convert, named);
}

world::World load(const std::string& file) {
    auto [world, complaints] = scenario::load_model(file);
    if (!complaints.empty()) write_error(scenario::to_text(complaints));
    if (!world) throw Failure(exit_code_of(complaints), "cannot explore a store of " + file);
    return std::move(*world);
}

// That of its first shard.
Protocol protocol_of_store(const std::string& file, const std::string& name) {
    const world::World world = load(file);
    std::vector<std::string_view> known;
    for (const world::Store& store : world.stores) {
        known.push_back(store.name);
        if (store.name != name) continue;
        Protocol found = explored(store.protocol);
        if (store.preferred_leaders.empty()) return found;
        if (auto* const raft = std::get_if<protocol::raft::Options>(&found)) {
            raft->preferred_leader = store.preferred_leaders.front();
        }
        if (auto* const standby = std::get_if<protocol::standby::Options>(&found)) {
            standby->preferred_leader = store.preferred_leaders.front();
        }
        return found;
    }
    throw Failure(ExitCode::nothing_selected,
                  "no store of " + file + " is named `" + name + "`" + did_you_mean(name, known));
}

Protocol protocol_of(const std::string& what) {
    using protocol::standby::Rule;
    const std::vector<std::pair<std::string_view, Protocol>> protocols{
        {"raft", with_short_lease(protocol::raft::Options{})},
        {"mirror", protocol::mirror::Options{}},
        {"standby", with_short_lease(protocol::standby::Options{})},
        {"isr", with_short_lease(protocol::standby::Options{.rule = Rule::in_sync})},
        {"quorum", of_one_item({})},
    };
    std::vector<std::string_view> known;
    for (const auto& [name, protocol] : protocols) {
        if (name == what) return protocol;
        known.push_back(name);
    }
    for (const protocol::Preset& preset : protocol::presets()) {
        if (preset.name == what) return explored(preset.protocol);
        known.push_back(preset.name);
    }
    const std::size_t mark = what.rfind('#');
    if (mark != std::string::npos)
        return protocol_of_store(what.substr(0, mark), what.substr(mark + 1));
    throw Failure(ExitCode::usage, "`" + what +
                                       "` is neither a protocol, nor a preset, nor a store of a "
                                       "model file (FILE#STORE)" +
                                       did_you_mean(what, known));
}

// Changes options of one protocol; those that it does not have are refused.
struct Change {
    const ModelCheckOptions& words;

    void refuse(bool given, const std::string& option, const std::string& whose) const {
        if (given) throw Failure(ExitCode::usage, option + " is " + whose);
    }
    void refuse_raft_words() const {
        refuse(words.entries_per_message.has_value(), "--entries-per-message", "Raft's");
        refuse(!words.pre_vote, "--no-pre-vote", "Raft's");
        refuse(!words.check_quorum, "--no-check-quorum", "Raft's");
        refuse(words.reads_by_lease, "--reads-by-lease", "Raft's");
        refuse(words.lease_margin.has_value(), "--lease-margin", "Raft's");
    }
    void refuse_standby_words() const {
        refuse(words.witnesses.has_value(), "--witnesses", "a standby's");
        refuse(words.lease.has_value(), "--lease", "a standby's, or Raft's --reads-by-lease");
        refuse(words.fallback, "--fallback", "a standby's");
    }
    void refuse_quorum_words() const {
        refuse(words.read_quorum.has_value(), "--read-quorum", "a quorum's");
    }

    void change_lease(protocol::raft::Options& raft) const {
        using protocol::raft::Reads;
        if (words.reads_by_lease) raft.reads = Reads::by_lease;
        const bool counts = raft.reads == Reads::by_lease;
        refuse(words.lease.has_value() && !counts, "--lease", "for --reads-by-lease");
        refuse(words.lease_margin.has_value() && !counts, "--lease-margin", "for --reads-by-lease");
        const int known = raft.heartbeats_in_election - raft.heartbeats_in_lease;
        const int lease = words.lease.value_or(raft.heartbeats_in_lease);
        const int election = lease + words.lease_margin.value_or(static_cast<std::uint8_t>(known));
        raft.heartbeats_in_lease = static_cast<std::uint8_t>(lease);
        raft.heartbeats_in_election = static_cast<std::uint8_t>(std::min(election, 255));
    }

    void operator()(protocol::raft::Options& raft) const {
        refuse(words.witnesses.has_value(), "--witnesses", "a standby's");
        refuse(words.fallback, "--fallback", "a standby's");
        refuse_quorum_words();
        raft.members = words.replicas.value_or(raft.members);
        raft.copies = words.copies.value_or(raft.copies);
        raft.entries_per_message = words.entries_per_message.value_or(raft.entries_per_message);
        raft.pre_vote = raft.pre_vote && words.pre_vote;
        raft.check_quorum = raft.check_quorum && words.check_quorum;
        change_lease(raft);
        if (words.mutation) raft.mutation = named(raft_mutations, *words.mutation);
    }
    void operator()(protocol::mirror::Options& mirror) const {
        refuse_raft_words();
        refuse_standby_words();
        refuse_quorum_words();
        refuse(words.mutation.has_value(), "--mutation", "not mirroring's, which has --copies");
        const bool all = mirror.copies == mirror.members;
        mirror.members = words.replicas.value_or(mirror.members);
        mirror.copies = words.copies.value_or(all ? mirror.members : mirror.copies);
    }
    void operator()(protocol::standby::Options& standby) const {
        refuse_raft_words();
        refuse_quorum_words();
        standby.members = words.replicas.value_or(standby.members);
        standby.witnesses = words.witnesses.value_or(standby.witnesses);
        if (words.copies) standby.synchronous = static_cast<std::uint8_t>(*words.copies - 1);
        standby.heartbeats_in_lease = words.lease.value_or(standby.heartbeats_in_lease);
        standby.fallback = standby.fallback || words.fallback;
        if (words.mutation) standby.mutation = named(standby_mutations, *words.mutation);
    }
    void operator()(protocol::quorum::Options& quorum) const {
        refuse_raft_words();
        refuse_standby_words();
        quorum.members = words.replicas.value_or(quorum.members);
        quorum.writes = words.copies.value_or(quorum.writes);
        quorum.reads = words.read_quorum.value_or(quorum.reads);
        if (words.mutation) quorum.sloppy = named(quorum_mutations, *words.mutation);
    }
};

}  // namespace

explore::Question question_of(const ModelCheckOptions& options) {
    explore::Question question;
    question.protocol = protocol_of(options.what);
    std::visit(Change{options}, question.protocol);
    question.bounds = options.bounds;
    question.elections_of = options.elections_of;
    question.invariants = options.invariants;
    question.settled = options.settled;
    question.symmetry = options.symmetry;
    question.reduction = options.reduction;
    question.memory = options.memory_budget;
    const std::string complaint = explore::complaint_about(question);
    if (!complaint.empty()) throw Failure(ExitCode::usage, complaint);
    return question;
}

}  // namespace triaz::cli
