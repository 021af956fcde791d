#include "sim/explore/explore.hpp"

#include <algorithm>

#include "sim/explore/cluster.hpp"
#include "sim/explore/mirror_subject.hpp"
#include "sim/explore/quorum_subject.hpp"
#include "sim/explore/raft_subject.hpp"
#include "sim/explore/search.hpp"
#include "sim/explore/standby_subject.hpp"
#include "sim/explore/story.hpp"

namespace triaz::explore {
namespace {

constexpr std::uint8_t fewest_members = 2;
constexpr std::uint8_t most_members_explored = 6;
constexpr std::uint8_t most_entries = 20;  // of a log; see LogView

template <class Subject>
Answer search_once(const typename Subject::Machine::Options& options, const Question& question,
                   const Watch& watch) {
    Cluster<Subject> cluster{options, question};
    Search<Subject> search{cluster, question, watch};
    search.run();
    Answer answer;
    answer.cut_short = search.cut_short();
    answer.explored = search.progress();
    answer.member_states = cluster.members().lives();
    answer.member_steps = cluster.members().steps();
    if (search.refuted()) {
        answer.verdict = Verdict::refuted;
        Story<Subject> story{cluster, question};
        answer.counterexample.push_back(
            story.tell(search.begin(), search.trace(), search.violated()));
        answer.counterexample.front().shortest = !question.reduction;
    } else if (search.cut_short() == CutShort::no) {
        answer.verdict = Verdict::upheld;
    }
    return answer;
}

// The steps left out by the reduction may be those of the shortest way.
template <class Subject>
Answer search_twice(const typename Subject::Machine::Options& options, const Question& question,
                    const Watch& watch) {
    Question plain = question;
    plain.reduction = false;
    if (!Cluster<Subject>::may_reduce(options, question)) {
        return search_once<Subject>(options, plain, watch);
    }
    Answer first = search_once<Subject>(options, question, watch);
    if (first.verdict != Verdict::refuted) return first;
    Answer second = search_once<Subject>(options, plain, watch);
    return second.verdict == Verdict::refuted ? second : first;
}

std::string promised_once(const std::string& protocol) {
    return protocol +
           " is promised each message at most once (sim/protocol/machine.hpp): no duplicates";
}

std::string no_lease(const std::string& protocol) {
    return "nothing in " + protocol + " depends on clocks: no drifts";
}

std::string complaint_about_protocol(const protocol::raft::Options& options, const Bounds& bounds) {
    if (bounds.duplicates > 0) return promised_once("Raft");
    if (bounds.drifts > 0 && !RaftSubject::timing(options).clocked) return no_lease("Raft");
    if (options.preferred_leader >= options.members) return "the preferred leader is no member";
    if (options.copies > options.members) return "more copies than members";
    if (options.entries_per_message == 0) return "an append carries an entry";
    if (options.reads == protocol::raft::Reads::by_lease) {
        if (!options.check_quorum) return "without check-quorum voters keep no lease";
        if (options.heartbeats_in_lease == 0 || options.heartbeats_in_election < 2) {
            return "a lease lasts a heartbeat at least, and an election period two";
        }
    }
    if (bounds.writes + bounds.retries + bounds.elections + bounds.transfers > most_entries) {
        return "writes, retries, elections and transfers together are at most " +
               std::to_string(int{most_entries});
    }
    return {};
}

std::string complaint_about_protocol(const protocol::mirror::Options& options,
                                     const Bounds& bounds) {
    if (bounds.drifts > 0) return no_lease("mirroring");
    if (options.copies < 1 || options.copies > options.members) {
        return "between one copy and one a member";
    }
    return {};
}

std::string complaint_about_protocol(const protocol::standby::Options& options,
                                     const Bounds& bounds) {
    if (bounds.duplicates > 0) return promised_once("a standby");
    if (bounds.retries > 0) return "retries are explored of Raft and mirroring";
    if (options.data_members() < 1 || options.witnesses >= options.members) {
        return "one member at least holds data";
    }
    if (options.synchronous >= options.data_members()) {
        return "no more synchronous standbys than there are";
    }
    if (options.in_sync.minimum < 1 || options.in_sync.minimum > options.data_members()) {
        return "an in-sync set has one to all members";
    }
    if (options.heartbeats_in_lease < 2) return "a lease lasts two heartbeats at least";
    return {};
}

std::string complaint_about_protocol(const protocol::quorum::Options& options,
                                     const Bounds& bounds) {
    if (bounds.drifts > 0) return no_lease("a quorum");
    if (bounds.retries > 0) return "retries are explored of Raft and mirroring";
    if (options.items != 1) return "the writes are explored of one item";
    const bool writes = options.writes >= 1 && options.writes <= options.members;
    const bool reads = options.reads >= 1 && options.reads <= options.members;
    return writes && reads ? "" : "reads and writes ask one to all members";
}

}  // namespace

std::string complaint_about(const Question& question) {
    const Bounds& b = question.bounds;
    for (const std::uint8_t bound :
         {b.writes, b.retries, b.reads, b.crashes, b.power_losses, b.drops, b.duplicates,
          b.elections, b.heartbeats, b.drifts, b.transfers}) {
        if (bound > most_of_a_kind) {
            return "a bound is at most " + std::to_string(int{most_of_a_kind});
        }
    }
    if (b.writes + b.retries + b.reads > most_questions) {
        return "writes, retries and reads together are at most " +
               std::to_string(int{most_questions});
    }
    if (b.transfers > 0 && !std::holds_alternative<protocol::raft::Options>(question.protocol)) {
        return "nobody hands over but a leader of Raft: no transfers";
    }
    if (b.transfers > 0 && b.drifts > 0) return "transfers are explored without drifts";
    const std::uint8_t members =
        std::visit([](const auto& options) { return options.members; }, question.protocol);
    if (!question.elections_of.empty()) {
        int sum = 0;
        for (const std::uint8_t elections : question.elections_of) sum += elections;
        if (question.elections_of.size() != members || sum != b.elections) {
            return "elections are given for each member, or for all of them";
        }
    }
    if (members < fewest_members || members > most_members_explored) {
        return "between " + std::to_string(int{fewest_members}) + " and " +
               std::to_string(int{most_members_explored}) + " members";
    }
    return std::visit([&](const auto& options) { return complaint_about_protocol(options, b); },
                      question.protocol);
}

Answer explore(const Question& question, const Watch& watch) {
    base::ensure(complaint_about(question).empty(), "explore: a question without complaint");
    struct {
        const Question& question;
        const Watch& watch;
        Answer operator()(const protocol::raft::Options& options) const {
            return search_twice<RaftSubject>(options, question, watch);
        }
        Answer operator()(const protocol::mirror::Options& options) const {
            return search_twice<MirrorSubject>(options, question, watch);
        }
        Answer operator()(const protocol::standby::Options& options) const {
            return search_twice<StandbySubject>(options, question, watch);
        }
        Answer operator()(const protocol::quorum::Options& options) const {
            return search_twice<QuorumSubject>(options, question, watch);
        }
    } search{question, watch};
    return std::visit(search, question.protocol);
}

}  // namespace triaz::explore
