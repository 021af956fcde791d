#include "sim/check/glossary.hpp"

#include <iterator>

namespace triaz::check {

namespace {

using Entries = std::vector<GlossaryEntry>;

Entries judging() {
    return {
        {{"verdict",
          "what a claim comes to: upheld, refuted or inconclusive",
          {"Upheld: the promise held, and the run was able to show it. Refuted: it did not, and a "
           "witness "
           "shows why. Inconclusive: the run cannot tell, and the reason says what was missing. "
           "Inconclusive is never counted as a pass."},
          {"witness", "vacuity", "strength", "exit codes"}},
         {"upheld", "refuted", "inconclusive"}},
        {{"witness",
          "the smallest timeline that shows why a claim is refuted",
          {"It names the mechanism (leader election, quorum lost, overload, detection, gray "
           "failure, in flight, "
           "acknowledged too early, duplicate effect, ...) and tells in order what struck, who "
           "noticed, "
           "what clients saw, and when it was over."},
          {"verdict", "reproduce"}},
         {"mechanism"}},
        {{"strength",
          "how much an upheld claim is worth: observed < exhaustive < proved",
          {"Observed: seen in the runs that were made, and in no others. Exhaustive: all "
           "combinations of up "
           "to k faults at all instants that differ were tried, within stated bounds. Proved: it "
           "follows "
           "from the structure, or from all interleavings of the protocol within stated bounds.",
           "If nothing went wrong in n independent runs, the true rate per run is below 3/n with "
           "95 % "
           "confidence. One run therefore bounds nothing; 300 runs bound it at 1 %."},
          {"verdict", "guaranteed"}},
         {"observed", "exhaustive", "proved", "rule of three"}},
    };
}

Entries nothing_green_by_accident() {
    return {
        {{"vacuity",
          "a test that could not have failed proves nothing",
          {"A claim is upheld only if the run could have refuted it: the counts agree with each "
           "other, "
           "every fault bit (its target was alive and carried requests or replication), every goal "
           "that "
           "must sometimes happen did, at least 1,000 requests were judged and some of every "
           "cohort, every "
           "cohort was seen for the settle window after the last fault, and the service was in "
           "steady "
           "state before the first. Otherwise the claim is inconclusive."},
          {"steady state", "unseen", "mutant", "sometimes"}},
         {"bite", "bit"}},
        {{"steady state",
          "the service meets its minimum service level before the first fault",
          {"At least 95 % of the slices seen between warm-up and the first fault must meet the "
           "level, for "
           "every cohort. Slices so shortly before the fault that it may have struck their "
           "requests are "
           "left out. A service that was down before the fault says nothing about the fault, so a "
           "claim "
           "about recovery time is then inconclusive even where the level is broken afterwards. "
           "Without a "
           "fault there is no such window: a level that is not met is the refutation.",
           "A lost write refutes a claim about the recovery point whether the state was steady or "
           "not."},
          {"minimum service level", "vacuity"}},
         {"warm up"}},
        {{"sometimes",
          "what must happen in a run for its verdict to mean anything",
          {"A scenario about losing a leader names \"leader-elected\" as something that must "
           "sometimes "
           "happen. When it did not, the claims that would have been upheld are inconclusive."},
          {"vacuity"}},
         {}},
        {{"mutant",
          "the same scenario on a deployment made worse on purpose",
          {"Acknowledging after one copy, health checks switched off, no spare capacity. The "
           "scenario must "
           "refute the claims that the mutant names; if it does not, the scenario would not notice "
           "the real "
           "weakness either, and its green result is worth nothing."},
          {"vacuity", "verdict"}},
         {}},
    };
}

Entries reporting() {
    return {
        {{"trade",
          "where the deployment gave up one promise to keep another",
          {"Writes that wait for a new leader give up availability to keep the recovery point at "
           "zero. "
           "Replication that goes on with fewer copies gives up redundancy to keep availability. "
           "Each is "
           "named with its time and length, on success too."},
          {"RPO", "RTO", "guaranteed"}},
         {}},
        {{"evidence class",
          "where evidence comes from: simulated or observed; tabletop, functional or live",
          {"A simulation predicts what the model implies; it is no test of the real system. "
           "Simulated: by "
           "this program. Tabletop: talked through by people. Functional: parts of the real system "
           "were "
           "exercised. Observed: taken in by `triaz observe import`, which says of which type the "
           "exercise was. Live: the real system, under real or realistic load. A rehearsal report "
           "sets "
           "predicted and observed side by side."},
          {"strength"}},
         {"simulated", "observed result", "tabletop", "functional", "live"}},
        {{"reproduce",
          "the command that gives the same result again",
          {"One scenario and one seed give the same bytes on every machine. Every finding carries "
           "its "
           "command line, so a witness can be looked at again."},
          {"witness"}},
         {"seed"}},
        {{"exit codes",
          "what the program's exit status says",
          {"0: every selected claim came out as required. 1: a claim was refuted (or upheld where "
           "the "
           "scenario requires a refutation), or a comparison found a regression. 2: wrong usage. "
           "3: invalid "
           "input. 4: inconclusive. 5: nothing was selected. 6: a file cannot be read or written. "
           "70: a "
           "bug in this program. 128 + n: ended by signal n, with partial results marked as such.",
           "When several apply, the first of 70, 3, 6, 1, 4, 5 wins."},
          {"verdict"}},
         {"exit code", "exit status"}},
    };
}

Entries requests() {
    return {
        {{"request",
          "what a user asked for, however many attempts it takes",
          {"Every request that is issued ends as exactly one of: ok, late, error, rejected, "
           "ambiguous. It "
           "counts at the instant it was issued. Those the run was too short to finish are not "
           "judged, "
           "unless their deadline was over: then they count as ambiguous."},
          {"attempt", "late", "error", "rejected", "ambiguous"}},
         {"ok", "outcome"}},
        {{"attempt",
          "one try of a request under the client's retry policy",
          {"A request may succeed after attempts that failed: nobody saw an error, but Z3 does not "
           "hold. "
           "Retry amplification is attempts divided by requests, 1 when nothing is ever retried."},
          {"request", "Z3"}},
         {"retry amplification", "failed attempts", "retry"}},
        {{"late",
          "a request that succeeded, but after its deadline",
          {"It is no success for the level Z2, and its slice counts it as failed. A late write is "
           "acknowledged all the same, because the client was told of its success."},
          {"request", "Z2", "acknowledged"}},
         {}},
        {{"error",
          "a request that failed with an explicit answer, after all its retries",
          {"The figure errors_after_retry counts these."},
          {"request", "attempt"}},
         {"errors after retry"}},
        {{"rejected",
          "a request that was shed: refused for want of capacity",
          {"A full queue refuses at once instead of answering late. Many of these point to "
           "overload."},
          {"request", "utilisation of survivors"}},
         {"shed"}},
        {{"ambiguous",
          "a request without an answer: it may or may not have happened",
          {"A time-out is never read as success, nor as failure. An ambiguous write counts against "
           "availability and never against the recovery point: whether it survives or not, nobody "
           "was "
           "promised anything."},
          {"request", "acknowledged", "RPO"}},
         {}},
        {{"acknowledged",
          "a write whose client received success",
          {"Only then is it owed to the client for ever. A write that was issued and not "
           "acknowledged is "
           "never counted as lost."},
          {"RPO", "ambiguous"}},
         {"acknowledgement"}},
    };
}

Entries slices() {
    return {
        {{"slice",
          "a short stretch of time in which requests are counted by when they were issued",
          {"100 ms unless the claim says otherwise. A slice is below the minimum service level "
           "when the "
           "share of its requests that succeed is. This is a ratio: of three requests in a slice "
           "one that "
           "fails is a third, and the slice is down. Slices wider than those collected are judged "
           "at every "
           "alignment, so that an outage cannot hide by straddling a boundary."},
          {"unseen", "outage", "minimum service level"}},
         {}},
        {{"unseen",
          "a slice that says nothing",
          {"It held no request, or the run ended before the answers to its requests. For the lower "
           "bound "
           "of an outage an unseen slice counts as fine; for the upper bound as down when it is "
           "next to "
           "one that is down. A cohort with more than 10 % of its slices unseen, or more than ten "
           "in a row, "
           "is too sparse to uphold a claim about recovery time (in a row: more than the outage "
           "that the "
           "claim allows, if that is longer)."},
          {"slice", "outage", "vacuity"}},
         {"censored", "sparse traffic"}},
    };
}

Entries recovery_time() {
    return {
        {{"RTO",
          "recovery time objective: how long service may be below its minimum level",
          {"Measured as the total and the longest run of slices below the minimum service level, "
           "for each "
           "cohort apart; the worst cohort is reported. Both have an upper bound, for where "
           "traffic was too "
           "sparse to know. A claim of RTO zero names its level, Z0 to Z3."},
          {"Z0", "Z1", "Z2", "Z3", "outage", "minimum service level"}},
         {"recovery time", "recovery time objective"}},
        {{"minimum service level",
          "what still counts as service: the MBCO of continuity plans",
          {"A share of requests that must succeed within their deadline and, where wanted, a share "
           "of "
           "those that must be within the latency objective. It must hold for each cohort in each "
           "slice "
           "that holds a request, however few."},
          {"slice", "outage", "RTO"}},
         {"mbco", "service level", "minimum service"}},
        {{"outage",
          "a run of slices below the minimum service level",
          {"outage_total_s adds all of them up; longest_outage_s is the longest run of consecutive "
           "ones; "
           "settled_outage_s is the longest time from falling below until the level is met again "
           "for the "
           "settle window, so that flapping counts as one outage. The figures ending in upper_s "
           "are the "
           "same with doubt held against the service. Blackout is the part with no success at all, "
           "brownout the rest.",
           "It may begin before the fault: a request counts when it was issued, and those in "
           "flight when "
           "the fault struck were issued before. The T5 - T1 of an event begins at the fault.",
           "A bound (\"no outage longer than 10 s\") is held against settled_outage_s."},
          {"unseen", "settle window", "RTO"}},
         {"blackout", "brownout", "longest outage", "settled outage"}},
        {{"settle window",
          "how long the level must be met before an outage is over",
          {"5 s unless the claim says otherwise. Without it a service that flaps would recover "
           "many times "
           "a second."},
          {"outage", "T5"}},
         {"settle"}},
    };
}

Entries levels() {
    return {
        {{"Z0",
          "hands-off: recovery needs no person",
          {"The service was back at its minimum level for the settle window before the run ended, "
           "and "
           "nobody had to act. How long it took does not matter, unless the claim bounds it."},
          {"Z1", "RTO"}},
         {"hands off"}},
        {{"Z1",
          "no outage: no slice below the minimum service level",
          {"Includes Z0. Some requests may fail, as long as every slice keeps the declared share."},
          {"Z0", "Z2", "minimum service level"}},
         {"no outage"}},
        {{"Z2",
          "no client-visible error: every request succeeds within its deadline",
          {"Includes Z1. Retries are allowed, as the declared retry policy has them, and a retried "
           "write "
           "must take effect once. Attempts may fail where no client ever sees it."},
          {"Z1", "Z3", "attempt", "late"}},
         {"no client visible error"}},
        {{"Z3",
          "hitless: not one attempt fails, and the latency objective is held",
          {"Includes Z2. The cohorts must declare a latency objective; if the minimum service "
           "level names "
           "no share that must meet it, every request must.",
           "Abrupt power loss cannot meet Z3, whatever the deployment: the requests that are "
           "inside the "
           "victim when it dies are gone, and each is a failed attempt. Z3 is for planned work, "
           "such as "
           "draining a zone before it is switched off."},
          {"Z2", "attempt"}},
         {"hitless"}},
        {{"exposure window",
          "T6 - T0: from the fault until redundancy is restored",
          {"Until then a second fault may be fatal. Clients usually notice nothing of it, which is "
           "why it "
           "is reported apart from the outage."},
          {"T6", "outage"}},
         {"exposure"}},
        {{"utilisation of survivors",
          "how busy the busiest workers were after the fault",
          {"The highest utilisation of one service's workers in one zone from the first fault on. "
           "With "
           "three zones that each run at more than two thirds, the loss of one leaves the other "
           "two "
           "without room."},
          {"rejected"}},
         {"utilization of survivors", "utilisation", "overload"}},
    };
}

Entries recovery_point() {
    return {
        {{"RPO",
          "recovery point objective: how much acknowledged data may be lost",
          {"Measured as the acknowledged writes that the surviving authority does not hold at the "
           "end of "
           "recovery: in operations, in bytes, and in seconds from the acknowledgement of the "
           "oldest one "
           "to the fault after it. Writes that no authority answers for but some disk holds are "
           "unreachable, not lost, and leave the claim undecided. The claim names the stores in "
           "its "
           "scope, and the others are printed as left out."},
          {"acknowledged", "ambiguous", "guaranteed", "duplicate"}},
         {"recovery point", "recovery point objective", "lost", "unreachable"}},
        {{"guaranteed",
          "recovery point zero by construction, not by luck",
          {"A write that is acknowledged once a majority of its copies is durable outlives any "
           "minority of "
           "them. Acknowledged on fewer it may have survived this run, and the reason says: "
           "observed, not "
           "guaranteed."},
          {"RPO", "strength", "trade", "synchronous copies"}},
         {"guarantee", "downgrade", "downgrade detector"}},
        {{"synchronous copies",
          "each write is on disk in several zones when it is acknowledged",
          {"The disks are asked at the instant a leader answers, not what the leader believes of "
           "them. One acknowledgement on too few disks refutes the claim, whether a fault follows "
           "or not. Every write that a leader acknowledged counts, also when its answer never "
           "reached the client: their number is not quite that of the acknowledged writes."},
          {"acknowledged", "guaranteed", "RPO"}},
         {"synchronous replication", "copies", "acknowledged by leaders", "fewest zones"}},
        {{"re-routing",
          "balancers find out what failed and lead requests elsewhere",
          {"Within the claimed time of each fault something is taken out of use, and from then on "
           "attempts succeed at once in every slice. A retry that hides a dead target is a failed "
           "attempt, so retries cannot make this green."},
          {"attempt", "T2", "T4"}},
         {"re routing", "rerouting"}},
        {{"capacity restored",
          "as many instances are ready again as were before the fault",
          {"Of each service that lost any, wherever the new ones stand, and for the rest of the "
           "run. Whether the service could do without them meanwhile is another question."},
          {"RTO"}},
         {"scale out", "time to restore", "capacity not restored"}},
        {{"customer link loss",
          "a customer's own line is lost, and nobody else notices",
          {"The cohorts behind the line are reported apart: their continuity is theirs to plan. "
           "Unless they felt it the claim is undecided."},
          {"minimum service level", "vacuity"}},
         {"behind the line"}},
        {{"tenant isolation",
          "one tenant floods the service, and others hardly notice",
          {"Others keep their minimum service level in every slice, and their mean latency during "
           "the flood is at most so many times that without it. Unless the flood is many times "
           "what the tenant does otherwise the claim is undecided."},
          {"minimum service level", "vacuity"}},
         {"flood", "flood times", "slower times"}},
        {{"duplicate",
          "a write that took effect more than once",
          {"Usually a retry whose first attempt had succeeded unnoticed. It breaks Z2 and is "
           "counted apart "
           "from losses."},
          {"Z2", "attempt"}},
         {"duplicates", "applied twice", "writes applied twice"}},
    };
}

Entries consistency() {
    return {
        {{"linearizable",
          "every answer is explained by one order of what clients did",
          {"Each operation takes effect at one instant between its call and its return: a read "
           "finds the latest write before it. A stale read breaks it, and so does an acknowledged "
           "write that is gone. An operation without an answer may take effect later, or never. "
           "The claim is judged on a sample: every operation on one of 64 keys of each shard, and "
           "a "
           "last read when all is over.",
           "`triaz check` judges recorded histories of any system the same way."},
          {"open operation", "sequential", "acknowledged", "RPO"}},
         {"linearizability", "linearisable", "atomic consistency", "inconsistent reads",
          "stale read"}},
        {{"open operation",
          "nobody knows whether it happened",
          {"Its client had no answer, or an answer that leaves it open. It may take effect at any "
           "time after its call, or never; whoever judges a history must allow for both. An open "
           "read says nothing."},
          {"linearizable", "ambiguous"}},
         {"open", "info", "indeterminate"}},
        {{"sequential",
          "every answer is explained by one order that keeps each client's own",
          {"Weaker than linearizable: operations of different clients may change places, however "
           "far apart in time. A stale read is allowed as long as its client does not go back."},
          {"linearizable", "session guarantees"}},
         {"sequential consistency", "sequentially consistent"}},
        {{"session guarantees",
          "what one client may rely on for itself",
          {"Read your writes; monotonic reads: what was seen stays seen; monotonic writes; and "
           "writes follow reads. They say nothing of what other clients see (Terry et al., 1994)."},
          {"sequential", "linearizable"}},
         {"session", "read your writes", "monotonic reads", "monotonic writes",
          "writes follow reads"}},
        {{"serializable",
          "transactions have the effect of some order, one after the other",
          {"Strong-session serializable: of one that keeps each client's own order; strict "
           "serializable: of one that keeps the order in time too, which for single operations is "
           "linearizable. Judged by cycles of dependencies between transactions, named as Adya "
           "named them."},
          {"snapshot isolation", "anomaly", "linearizable"}},
         {"serializability", "strict serializable", "strong session serializable"}},
        {{"snapshot isolation",
          "each transaction reads one instant and writes what nobody else wrote since",
          {"It rules out lost updates and non-repeatable reads, not write skew (G2-item)."},
          {"serializable", "anomaly"}},
         {"si"}},
        {{"anomaly",
          "a way in which transactions break isolation, by its name",
          {"G0: writes of two transactions interleave. G1a: a read of what was rolled back. G1b: a "
           "read of what was overwritten by its own transaction. G1c: a circle of reads and "
           "writes. "
           "G-single: a circle with one anti-dependency, such as a non-repeatable read; "
           "G-nonadjacent: with several, never two in a row. G2-item: any other circle with "
           "anti-dependencies, such as write skew. An anti-dependency leads from a read to the "
           "write that it did not see yet (Adya, 1999)."},
          {"serializable", "snapshot isolation"}},
         {"g0", "g1a", "g1b", "g1c", "g single", "g nonadjacent", "g2 item", "g2", "write skew"}},
        {{"durable set",
          "what was added stays in the set",
          {"Of a recorded history of a set: an element is lost when a read that began after it was "
           "known to be in the set does not find it, and no later one does; never-read when its "
           "addition was acknowledged and no read came after; stale while reads do not find it "
           "yet."},
          {"RPO", "linearizable"}},
         {"durable", "set full"}},
    };
}

Entries milestones() {
    return {
        {{"T0", "the fault is injected", {}, {"T1", "T2", "T6"}}, {"milestones", "timestamps"}},
        {{"T1",
          "the first impact that a client could see",
          {"The start of the first slice with a failed attempt or below the minimum service level. "
           "Absent "
           "when nobody felt anything."},
          {"T0", "T5"}},
         {}},
        {{"T2",
          "the fault is detected",
          {"The first target out of rotation, address withdrawn or election begun. Time to detect "
           "is T2 - "
           "T0."},
          {"T3"}},
         {"time to detect", "detected"}},
        {{"T3",
          "what to do is decided, by a machine or by a person",
          {"Recovery as contracts often count it, from the declaration, is T5 - T3."},
          {"T2", "T4", "T5"}},
         {"declared", "decided"}},
        {{"T4",
          "mitigation begins to act",
          {"The first target out of rotation, address withdrawn or leader elected once it was "
           "decided."},
          {"T3", "T5"}},
         {"time to mitigate", "mitigated"}},
        {{"time to drain",
          "from the fault until the last target or address was taken out of use",
          {"Balancers take targets out, name resolution addresses. Until the last of them is out, "
           "some clients are still sent to what is dead, and only their retries help. In an "
           "overload targets may be taken out that the fault never touched: these count too."},
          {"T4", "attempt"}},
         {"drain"}},
        {{"T5",
          "back at the minimum service level, for the settle window",
          {"The outage of one event is T5 - T1."},
          {"T1", "settle window", "outage"}},
         {"recovered"}},
        {{"T6",
          "redundancy is restored",
          {"All processes are ready again and every replica set has all its copies in step."},
          {"exposure window", "T7"}},
         {}},
        {{"T7",
          "failback is complete: steady state as before",
          {"Every zone does the share of the work it did before the fault, within five percentage "
           "points, "
           "and T5 and T6 have passed."},
          {"T6"}},
         {"failback"}},
    };
}

Entries gathered() {
    Entries all;
    for (Entries part :
         {judging(), nothing_green_by_accident(), reporting(), recovery_time(), levels(),
          recovery_point(), consistency(), requests(), slices(), milestones()}) {
        all.insert(all.end(), std::make_move_iterator(part.begin()),
                   std::make_move_iterator(part.end()));
    }
    return all;
}

}  // namespace

const std::vector<GlossaryEntry>& glossary() {
    static const Entries entries = gathered();
    return entries;
}

}  // namespace triaz::check
