// A store whatever its protocol: which group it becomes, and the calls led on to it.
#include "sim/engine/replication.hpp"
#include "sim/engine/simulation.hpp"

namespace triaz::engine {

Store make_store(Simulation& simulation, std::uint32_t store) {
    struct {
        Simulation& simulation;
        std::uint32_t store;
        Store operator()(const protocol::raft::Options&) const {
            return Group<protocol::raft::Raft>(simulation, store);
        }
        Store operator()(const protocol::mirror::Options&) const {
            return Group<protocol::mirror::Mirror>(simulation, store);
        }
        Store operator()(const protocol::standby::Options&) const {
            return Group<protocol::standby::Standby>(simulation, store);
        }
        Store operator()(const protocol::quorum::Options&) const {
            return Group<protocol::quorum::Quorum>(simulation, store);
        }
    } make{simulation, store};
    return std::visit(make, simulation.world.stores[store].protocol);
}

void propose(Store& store, std::uint32_t member, history::Sequence key, base::Time issued,
             kernel::Ticket ticket) {
    std::visit([&](auto& group) { group.propose(member, key, issued, ticket); }, store);
}
void read(Store& store, std::uint32_t member, std::uint32_t key, kernel::Ticket ticket) {
    std::visit([&](auto& group) { group.read(member, key, ticket); }, store);
}
void receive(Store& store, std::uint32_t flight) {
    std::visit([&](auto& group) { group.receive(flight); }, store);
}
void expire(Store& store, std::uint32_t member, protocol::TimerKind kind) {
    std::visit([&](auto& group) { group.expire(member, kind); }, store);
}
void finish_sync(Store& store, std::uint32_t member) {
    std::visit([&](auto& group) { group.finish_sync(member); }, store);
}
void finish_flow(Store& store, FlowId flow, bool arrived) {
    std::visit([&](auto& group) { group.finish_flow(flow, arrived); }, store);
}
void start(Store& store) {
    std::visit([](auto& group) { group.start(); }, store);
}
void start_member(Store& store, std::uint32_t member) {
    std::visit([&](auto& group) { group.start_member(member); }, store);
}
void lose(Store& store, std::uint32_t member, bool power) {
    std::visit([&](auto& group) { group.lose(member, power); }, store);
}
history::Sequence value_of(const Store& store, std::uint32_t member, std::uint32_t key,
                           kernel::Ticket ticket) {
    return std::visit([&](const auto& group) { return group.value_of(member, key, ticket); },
                      store);
}
bool leads(const Store& store, std::uint32_t member) {
    return std::visit(
        [&]<class M>(const Group<M>& group) { return !leaderless<M> && group.leads(member); },
        store);
}
std::uint32_t hand_over(Store& store) {
    return std::visit([](auto& group) { return group.hand_over(); }, store);
}
history::Ledger& ledger_of(Store& store, std::uint32_t shard) {
    return std::visit([&](auto& group) -> history::Ledger& { return group.ledger(shard); }, store);
}
std::uint32_t members_per_shard(const Store& store) {
    return std::visit([](const auto& group) { return group.members_per_shard(); }, store);
}
std::uint32_t shard_count(const Store& store) {
    return std::visit([](const auto& group) { return group.shard_count(); }, store);
}
std::uint32_t replica_unit(const Store& store, std::uint32_t member) {
    return std::visit([&](const auto& group) { return group.unit_of(member); }, store);
}
void note_paths(Store& store) {
    std::visit([](auto& group) { group.note_paths(); }, store);
}
std::uint8_t shard_phase(const Store& store, std::uint32_t shard) {
    return std::visit([&](const auto& group) { return group.phase_of(shard); }, store);
}
void keep_house(Store& store) {
    std::visit([](auto& group) { group.keep_house(); }, store);
}
bool whole(const Store& store) {
    return std::visit([](const auto& group) { return group.whole(); }, store);
}
void report(Store& store, measure::Evidence& evidence) {
    std::visit([&](auto& group) { group.report(evidence); }, store);
}

}  // namespace triaz::engine
