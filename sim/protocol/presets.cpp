#include "sim/protocol/presets.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace triaz::protocol {
namespace {

using namespace std::chrono_literals;
using standby::Acknowledge;
using standby::Rule;

const std::array all{
    Preset{.name = "aurora-4-of-6",
           .protocol =
               standby::Options{
                   .members = 6, .rule = Rule::any, .synchronous = 3, .heartbeats_in_lease = 6},
           .election_period = 30s,
           .heartbeat_period = 5s,
           .members = 6,
           .source = "Verbitski et al., \"Amazon Aurora\", SIGMOD 2017: six copies, two a zone, a "
                     "write waits for four, recovery reads three; user guide: failover in about "
                     "30 s",
           .assumed = "storage nodes and writer are one; the lease is renewed every 5 s"},
    Preset{.name = "cassandra-quorum",
           .protocol = quorum::Options{.members = 3, .writes = 2, .reads = 2},
           .election_period = 10s,
           .heartbeat_period = 1s,
           .source = "Cassandra documentation, \"Tunable Consistency\": QUORUM is "
                     "floor(sum of replication factors / 2) + 1; hinted hand-off and blocking "
                     "read repair are on",
           .assumed = "hints are tried every second; a request is given up after three; nobody is "
                      "elected"},
    Preset{.name = "etcd",
           .protocol = raft::Options{.pre_vote = true, .check_quorum = true},
           .election_period = 1s,
           .heartbeat_period = 100ms,
           .source = "etcd documentation, \"Tuning\": heartbeat 100 ms, election 1000 ms; pre-vote "
                     "from 3.4",
           .assumed = ""},
    Preset{.name = "kafka-isr",
           .protocol = standby::Options{.rule = Rule::in_sync,
                                        .acknowledge_on = Acknowledge::receive,
                                        .in_sync = {.minimum = 1, .lag_heartbeats = 15},
                                        .heartbeats_in_lease = 4},
           .election_period = 9s,
           .heartbeat_period = 2s,
           .source = "Kafka documentation, broker configuration: acks=all, min.insync.replicas 1, "
                     "replica.lag.time.max.ms 30000, broker.session.timeout.ms 9000, "
                     "broker.heartbeat.interval.ms 2000, unclean.leader.election.enable false",
           .assumed = "controllers stand where the brokers do; a leader syncs before it answers"},
    Preset{
        .name = "mysql-semi-sync",
        .protocol =
            standby::Options{
                .rule = Rule::any, .synchronous = 1, .fallback = true, .heartbeats_in_lease = 10},
        .election_period = 10s,
        .heartbeat_period = 1s,
        .patience = 10s,
        .source = "MySQL reference manual, \"Semisynchronous Replication\": time-out 10 s, then "
                  "asynchronous until a replica has caught up; "
                  "rpl_semi_sync_source_wait_for_replica_count 1, AFTER_SYNC",
        .assumed = "failover is not MySQL's own: a manager with a lease of 10 s that promotes "
                   "the most advanced replica"},
    Preset{
        .name = "postgresql-patroni",
        .protocol = standby::Options{.rule = Rule::any, .synchronous = 1, .heartbeats_in_lease = 3},
        .election_period = 30s,
        .heartbeat_period = 10s,
        .source = "Patroni documentation: ttl 30, loop_wait 10, strict synchronous mode; "
                  "PostgreSQL documentation, synchronous_standby_names = ANY 1 (...): a commit "
                  "waits for ever",
        .assumed = "the manager's members stand where PostgreSQL's do"},
    Preset{.name = "raft-paper",
           .protocol = raft::Options{.pre_vote = false, .check_quorum = false},
           .election_period = 150ms,
           .heartbeat_period = 50ms,
           .source = "Ongaro & Ousterhout, \"In Search of an Understandable Consensus Algorithm\" "
                     "(2014), 9.3: election time-outs of 150-300 ms",
           .assumed = "heartbeats every 50 ms"},
    Preset{.name = "rds-multi-az",
           .protocol = standby::Options{.members = 3,
                                        .witnesses = 1,
                                        .rule = Rule::any,
                                        .synchronous = 1,
                                        .heartbeats_in_lease = 9},
           .election_period = 90s,
           .heartbeat_period = 10s,
           .members = 2,
           .witnesses = 1,
           .source = "Amazon RDS user guide, \"Multi-AZ DB instance deployments\": a synchronous "
                     "standby in another zone, failover in 60-120 s",
           .assumed = "the middle of that span as a lease; a manager in the third zone; a write "
                      "waits for the standby as long as it takes"},
};

}  // namespace

std::span<const Preset> presets() { return all; }

const Preset* find_preset(std::string_view name) {
    const auto found = std::ranges::find(all, name, &Preset::name);
    return found == all.end() ? nullptr : std::to_address(found);
}

}  // namespace triaz::protocol
