#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& leaders_shape() {
    static const Shape shape{"leaders",
                             "Every shard prefers its member in one zone.",
                             {{.name = "zone",
                               .form = name("zone"),
                               .about = "The zone.",
                               .required = true,
                               .example = "\"a\""}}};
    return shape;
}

const Shape& synchronous_shape() {
    static const Shape shape{"synchronous",
                             "So many standbys.",
                             {{.name = "any",
                               .form = count("1", "7"),
                               .about = "So many, whichever are first.",
                               .example = "1"},
                              {.name = "first",
                               .form = count("1", "7"),
                               .about = "The first so many, in the order of the members, of those "
                                        "that are connected.",
                               .example = "1"}}};
    return shape;
}

const Shape& failover_shape() {
    static const Shape shape{
        "failover",
        "A primary leads as long as a majority of the members keeps its lease.",
        {{.name = "lease",
          .form = duration("1ms", "1h"),
          .about = "After so long without its primary a shard chooses another; a primary that "
                   "could not renew it stops before.",
          .fallback = "30s"},
         {.name = "renewed_every",
          .form = duration("1ms", "1h"),
          .about = "From one sign of life of the primary to the next.",
          .fallback = "10s"},
         {.name = "fencing",
          .form = boolean(),
          .about = "false: a primary that could not renew its lease goes on, as one does without "
                   "a watchdog or a token that storage checks; so there may be two.",
          .fallback = "true"}}};
    return shape;
}

const Shape& in_sync_shape() {
    static const Shape shape{"in-sync set",
                             "The members that a write waits for, and who may lead.",
                             {{.name = "minimum",
                               .form = count("1", "8"),
                               .about = "With fewer members in the set writes are refused.",
                               .fallback = "1"},
                              {.name = "lag",
                               .form = duration("1ms", "1h"),
                               .about = "Who did not catch up for so long leaves the set.",
                               .fallback = "30s"}}};
    return shape;
}

std::vector<Key> store_placement_keys() {
    return {{.name = "protocol",
             .form = choice({"raft", "mirror", "standby", "isr", "quorum"}),
             .about = "raft: a majority decides and a lost leader is replaced; mirror: a fixed "
                      "primary copies to all; standby: a primary streams to standbys, one of "
                      "which is promoted when its lease has run out; isr: the same, and a write "
                      "waits for every member of the in-sync set; quorum: nobody leads, a write "
                      "waits for W members and a read asks R.",
             .required = true,
             .example = "\"raft\"",
             .unless = "preset"},
            {.name = "preset",
             .form = choice(preset_names()),
             .about = "A named system: its protocol, and its defaults for every key that is absent "
                      "here, the number of members included.",
             .example = "\"etcd\""},
            {.name = "shards",
             .form = count("1", "10000"),
             .about = "Parts that replicate independently.",
             .fallback = "1"},
            {.name = "replicas_per_zone",
             .form = count("1", "8"),
             .about = "Members of each shard in every zone.",
             .example = "1"},
            {.name = "replica_zones",
             .form = list(name("zone"), 1, most_members),
             .about = "One member of each shard in each of these zones, in place of "
                      "replicas_per_zone; a zone "
                      "named twice holds two.",
             .example = R"(["a", "b", "c"])"},
            {.name = "witness_zones",
             .form = list(name("zone"), 1, most_members - 1),
             .about = "standby, isr: one further member in each of these zones, which votes and "
                      "holds no data.",
             .example = R"(["c"])"},
            {.name = "leaders",
             .form = either({choice({"spread"}), object(leaders_shape())}),
             .about = "spread: shard by shard the next member is preferred as leader.",
             .fallback = "spread",
             .example = R"({"zone": "a"})"},
            {.name = "copies_before_acknowledging",
             .form = either({choice({"majority", "all"}), count("1", "8")}),
             .about = "On how many disks a write is before it is acknowledged, the leader's "
                      "included; absent: "
                      "majority with raft, all with mirror.",
             .example = "\"majority\""}};
}

std::vector<Key> raft_keys() {
    return {{.name = "pre_vote",
             .form = boolean(),
             .about = "raft: a candidate asks first whether it could win.",
             .fallback = "true"},
            {.name = "check_quorum",
             .form = boolean(),
             .about = "raft: a leader that hears from no majority steps down.",
             .fallback = "true"},
            {.name = "reads",
             .form = choice({"read-index", "lease"}),
             .about = "raft: how a leader makes sure that it still leads before it serves a read: "
                      "read-index: a majority answers a round of heartbeats; lease: a majority "
                      "answered one that was sent less than a lease ago.",
             .fallback = "read-index"},
            {.name = "lease_margin",
             .form = ratio(),
             .about = "raft, with reads by lease: by so much of an election period the lease is "
                      "shorter than that, for clocks that drift apart.",
             .fallback = "10%"},
            {.name = "election_period",
             .form = duration("1ms", "1h"),
             .about = "raft: a follower campaigns after one to two of these without a leader.",
             .fallback = "1s"},
            {.name = "heartbeat_period",
             .form = duration("1ms", "1h"),
             .about = "raft: from one sign of life of the leader to the next; quorum: from one "
                      "try to send what a member missed to the next; what is not served after "
                      "three is given up.",
             .fallback = "100ms"}};
}

std::vector<Key> quorum_keys() {
    return {{.name = "write_quorum",
             .form = either({choice({"majority", "all"}), count("1", "8")}),
             .about = "quorum: members whose disks hold a write before it is acknowledged (W).",
             .fallback = "majority",
             .example = "2"},
            {.name = "read_quorum",
             .form = either({choice({"majority", "all"}), count("1", "8")}),
             .about = "quorum: members that a read asks (R); the latest version wins.",
             .fallback = "majority",
             .example = "2"},
            {.name = "hinted_handoff",
             .form = boolean(),
             .about = "quorum: what a member missed is kept for it and sent when it is back.",
             .fallback = "true"},
            {.name = "read_repair",
             .form = boolean(),
             .about = "quorum: a read brings those it asked up to date before it answers.",
             .fallback = "true"},
            {.name = "sloppy_quorum",
             .form = boolean(),
             .about = "quorum: what is kept for a silent member counts as its copy.",
             .fallback = "false"}};
}

std::vector<Key> standby_keys() {
    return {{.name = "synchronous",
             .form = either({choice({"all", "none"}), object(synchronous_shape())}),
             .about = "standby: whose copies a write waits for.",
             .fallback = "all",
             .example = R"({"any": 1})"},
            {.name = "acknowledge_on",
             .form = choice({"local", "receive", "sync", "apply"}),
             .about = "standby, isr: when a copy counts: local: without any; receive: when it has "
                      "arrived; sync: when the disk has it; apply: when it has taken effect.",
             .fallback = "sync"},
            {.name = "fallback_after",
             .form = duration("1ms", "24h"),
             .about = "standby: a write that waited for so long is acknowledged without its "
                      "copies, and so are the next ones until they have caught up; absent: it "
                      "waits for ever.",
             .example = "\"10s\""},
            {.name = "failover",
             .form = object(failover_shape()),
             .about = "standby, isr: when a lost primary is replaced."},
            {.name = "in_sync",
             .form = object(in_sync_shape()),
             .about = "isr: who is in the in-sync set."}};
}

}  // namespace

const Shape& store_shape() {
    static const Shape shape = [] {
        Shape made{"store",
                   "Replicated state. Its members stand on the hosts with the fewest things.",
                   store_placement_keys()};
        for (const auto& of_protocol : {raft_keys(), quorum_keys(), standby_keys()})
            made.keys.insert(made.keys.end(), of_protocol.begin(), of_protocol.end());
        const std::vector<Key> rest{
            {.name = "workers",
             .form = count("1", "100000"),
             .about = "Operations that one member works on at a time.",
             .fallback = "16"},
            {.name = "queue_limit",
             .form = count("0", "1000000000"),
             .about = "Operations that may wait at one member; one more is rejected.",
             .fallback = "10000"},
            {.name = "service_time",
             .form = distribution(),
             .about = "The work of one operation.",
             .fallback = "0.1ms",
             .example = R"({"exponential": {"mean": "0.5ms"}})"},
            {.name = "disk_sync",
             .form = distribution(),
             .about = "How long the disk takes to make a write durable.",
             .fallback = "0s",
             .example = "\"1ms\""},
            {.name = "disk_lies",
             .form = boolean(),
             .about = "raft: followers answer when a write is in their memory, as with a disk that "
                      "calls synced what a loss of power still takes.",
             .fallback = "false"},
            {.name = "entry_size",
             .form = bytes("1B", "1GiB"),
             .about = "Of one write, on the wire and on the disk.",
             .fallback = "256B"},
            {.name = "start_time",
             .form = duration(),
             .about = "From power to ready.",
             .fallback = "10s"},
            {.name = "deduplicate",
             .form = boolean(),
             .about = "A retried write is known by its key and takes effect once.",
             .fallback = "true"},
            {.name = "linearizable_reads",
             .form = boolean(),
             .about = "false: the leader answers reads without asking whether it still leads; "
                      "without leaders read_quorum says what a read asks.",
             .fallback = "true"},
            {.name = "backup",
             .form = object(backup_shape()),
             .about = "Where copies from before are kept; structure is judged on it."},
            {.name = "tolerates",
             .form = list(object(tolerance_shape(true)), 1, 8),
             .about = "Losses that it survives, each any so many at once. triaz lint looks for a "
                      "way past them, and triaz tolerance attacks them.",
             .example = R"([{"zones": 1}, {"hosts": 2, "keeps": "data"}])"}};
        made.keys.insert(made.keys.end(), rest.begin(), rest.end());
        return made;
    }();
    return shape;
}

}  // namespace triaz::scenario
