// One run in progress: everything it owns. The behaviour is beside it, a file for each kind of
// thing:
//   clients.cpp      requests from issue to outcome, retries, name caches
//   request.cpp      what a request reaches
//   outstanding.hpp  requests under way to targets that a balancer chose
//   serving.cpp      balancer nodes and instances
//   replication.hpp  stores: what drives the protocols' step machines
//   checking.cpp     health checks of balancers and of the name service; what they turn
//   needs.cpp        what services ask of external dependencies; dependencies.cpp: how these answer
//   sessions.cpp     long-lived sessions
//   scaling.cpp      how many instances there are
//   striking.cpp     faults, deaths, returns
//   misbehaving.cpp  faults of what still runs: wrong answers, checks that fail, zones taken out
//   branching.cpp    faults that are asked for on the way, and phases that are told of
//   recorder.hpp     what is written down for the judge
//   engine.cpp       the order of it all
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/engine/balancing.hpp"
#include "sim/engine/branching.hpp"
#include "sim/engine/dependencies.hpp"
#include "sim/engine/fixed_vector.hpp"
#include "sim/engine/needs.hpp"
#include "sim/engine/network.hpp"
#include "sim/engine/physics.hpp"
#include "sim/engine/pool.hpp"
#include "sim/engine/recorder.hpp"
#include "sim/engine/replication.hpp"
#include "sim/engine/request.hpp"
#include "sim/engine/sessions.hpp"
#include "sim/engine/trying.hpp"
#include "sim/engine/unit.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/traffic/limit/concurrency.hpp"
#include "sim/traffic/limit/quota.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

// The engine's own kinds of calendar events; `index` is what the comment says.
namespace event {
inline constexpr std::uint8_t delivery = kernel::first_event_kind;  // of Simulation::deliveries
inline constexpr std::uint8_t message = delivery + 1;  // of a store's messages; generation: store
inline constexpr std::uint8_t timer = delivery + 2;    // unit of a replica; its timer's kind
inline constexpr std::uint8_t synced = delivery + 3;   // unit of a replica; its incarnation
inline constexpr std::uint8_t check = delivery + 4;    // of Simulation::checks
inline constexpr std::uint8_t check_failed = delivery + 5;  // of Simulation::checks
inline constexpr std::uint8_t ready = delivery + 6;         // unit; its incarnation
inline constexpr std::uint8_t sweep = delivery + 7;         // balancer; its zone: outlier detection
inline constexpr std::uint8_t stopped = delivery + 8;       // unit, taken out before
inline constexpr std::uint8_t session = delivery + 9;       // of HeldSessions::records; its epoch
}  // namespace event

// One checker's repeated check of one target.
struct Check {
    std::uint32_t balancer = 0;
    std::uint32_t zone = 0;    // whose view; ignored for names
    std::uint32_t target = 0;  // index into the view's targets or the names' nodes
    bool names = false;
    Place from = 0;
    UnitIndex unit = 0;  // of the target
    kernel::LaneId interval = 0;
    traffic::Opinion opinion{};
    base::Time started{};
    traffic::CheckOutcome outcome = traffic::CheckOutcome::passed;  // of the one under way
};

struct Cohort {
    kernel::Lifeline lifeline;
    std::vector<Resolver> resolvers;
    kernel::LaneId timeout = 0;
    std::vector<Reached> read_stores;  // by a read, by a write
    std::vector<Reached> write_stores;
    std::vector<Caller> callers;  // by resolver; empty: they remember nothing
    base::Stream arrivals{0};
    std::uint32_t next_resolver = 0;
};

struct Service {
    std::vector<UnitIndex> instances;  // then the spares
    std::vector<std::vector<Caller>>
        callers;           // by call, then by instance; empty: nothing to remember
    bool guarded = false;  // an instance may refuse a request before it queues
    std::vector<traffic::ConcurrencyLimit> limits;  // by instance
    std::vector<traffic::TenantQuotas> quotas;      // by instance
    std::uint64_t soft_failures = 0;
    std::uint64_t async_done = 0;
    std::uint64_t async_failed = 0;
    std::vector<NeedState> needs;          // by need
    std::vector<kernel::LaneId> timeouts;  // by call
    // By instance and shard (of all stores): the member it was last led by, as far as is known
    // here.
    std::vector<std::vector<protocol::Member>> leader_hints;
    base::Stream service_times{0};
};

using ZonePair = std::pair<topology::ZoneId, topology::ZoneId>;  // the lesser one first

struct Host {
    std::uint32_t holds = 0;    // faults that keep it without power
    double clock_rate = 1;      // of its clock: seconds it shows in a second
    std::size_t slowed_by = 0;  // the fault, where that is not 1
    std::vector<UnitIndex> units;
};

struct Simulation {
    explicit Simulation(const world::World& world);
    // Ends what is still under way, while all that it holds is there.
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    const world::World& world;
    base::Stream root;
    std::unique_ptr<Physics> physics;
    Network network;
    kernel::Clock clock;
    Requests requests;

    std::vector<Host> hosts;
    FixedVector<Unit> units;
    std::vector<Service> services;
    std::vector<Balancer> balancers;
    std::vector<Store> stores;
    std::deque<Cohort> cohorts;
    std::vector<Check> checks;         // in the order of their first turns
    kernel::Lifeline checkers;         // of deep checks under way
    kernel::Lifeline scalers;          // of what decides how many instances there are
    std::uint32_t scaling_frozen = 0;  // faults of the scaling control plane
    std::size_t scaling_frozen_by = 0;
    base::Stream launches;
    std::vector<std::uint32_t> checks_failing;  // by balancer: faults of its checkers
    std::size_t checks_failing_by = 0;          // the last such fault
    std::uint32_t names_frozen = 0;             // faults that keep the name records as they are
    std::size_t names_frozen_by = 0;
    std::vector<std::vector<topology::HostId>> hosts_of_zone;
    std::vector<std::uint32_t> first_shard;  // by store, among the shards of all stores
    Pool<Delivery> deliveries;
    std::vector<Dependency> dependencies;
    measure::NeedEvidence unjudged_needs;  // of the warm-up
    HeldSessions held;

    base::Stream keys;
    base::Stream backoffs;
    base::Stream store_work;
    base::Stream check_jitter;
    base::Stream errors;
    base::Stream sessions;
    bool by_session = false;    // some balancer goes by the session
    std::uint32_t tenants = 1;  // the last one is that of deep checks
    Recorder recorder;
    std::vector<Spells> none_up;                    // by service, then by balancer
    std::vector<std::vector<std::uint32_t>> ready;  // by service and second

    // A fault carried out: what it holds down, and which processes it found running.
    struct Strike {
        std::size_t evidence = 0;
        std::vector<topology::HostId> hosts;
        std::vector<UnitIndex> units;
        std::vector<ZonePair> cut;             // links that it holds off
        std::vector<topology::HostId> clocks;  // that it slows down
        std::size_t lost = 0;
        bool over = false;
        std::uint64_t acts = 0;  // of a misbehaviour: answers and checks that it spoiled
    };
    struct Turn {
        base::Time at;
        bool begins;
        std::size_t fault;
    };
    std::map<ZonePair, std::uint32_t> link_holds;  // faults that keep a link off
    std::vector<std::uint32_t> evacuations;        // under way, by zone
    std::vector<Strike> strikes;                   // by fault
    std::vector<Turn> turns;                       // in the order they come
    std::size_t next_turn = 0;

    // A run that takes faults on its way; nothing in an ordinary one.
    const Branching* branching = nullptr;
    std::vector<fault::Fault>* growing = nullptr;  // `world.faults`
    std::size_t next_branch = 0;
    bool left = false;
    std::vector<std::vector<std::uint8_t>> phases;  // by store and shard: the last one told

    Spells& none_up_of(const Unit& unit) {
        return none_up[unit.kind == UnitKind::node ? services.size() + unit.component
                                                   : unit.component];
    }

    base::Time now() const { return clock.now(); }

    // Puts a request on its way; the answer wakes `reply_to`. What is lost is silence: whoever
    // sends must have a time-out, and waits `until` then.
    void send(const RequestRef& request, UnitIndex to, Place from, kernel::Ticket reply_to,
              base::Time until) {
        units[to].fetch();
        const base::Duration takes = network.hop(from, units[to].place);
        if (takes == Network::lost) return;
        const std::uint32_t index = deliveries.take();
        deliveries[index] = Delivery{request, reply_to, from, to, until};
        clock.calendar().enter(now() + takes,
                               kernel::Event{event::delivery, index, units[to].incarnation});
    }
    // The answer's way back.
    void answer(kernel::Ticket ticket, kernel::Signal how, Place from, Place to) {
        const base::Duration takes = network.hop(from, to);
        if (takes != Network::lost) clock.wake_at(now() + takes, ticket, how);
    }
};

// Answers exactly once: with what `reply` says, or, when the process that holds it dies first, with
// a reset if the death is one that peers notice.
class Responder {
public:
    Responder(Simulation& simulation, const Delivery& delivery)
        : simulation_(simulation),
          ticket_(delivery.reply_to),
          to_(delivery.from),
          unit_(delivery.to) {}
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;
    ~Responder() {
        if (!done_ && !simulation_.units[unit_].dies_silently) reply(signal::reset);
    }

    void reply(kernel::Signal how) {
        done_ = true;
        simulation_.answer(ticket_, how, simulation_.units[unit_].place, to_);
    }

private:
    Simulation& simulation_;
    kernel::Ticket ticket_;
    Place to_;
    UnitIndex unit_;
    bool done_ = false;
};

// clients.cpp
void start_clients(Simulation& simulation);
// request.cpp
// The stores that an operation on this balancer reaches, through every call it takes.
std::vector<Reached> stores_reached(const world::World& world, world::BalancerId entry, bool write);
void write_request(Simulation& simulation, const std::vector<Reached>& stores, bool write,
                   Request& request);
// serving.cpp
void deliver(Simulation& simulation, kernel::Event event);
// checking.cpp
void start_checks(Simulation& simulation);
void run_check(Simulation& simulation, std::uint32_t check);
void end_check(Simulation& simulation, std::uint32_t check);
void sweep(Simulation& simulation, std::uint32_t balancer, std::uint32_t zone);
void note_ejection(Simulation& simulation, std::uint32_t balancer, std::uint32_t zone,
                   traffic::TargetIndex target, bool ejected);
void note_panic(Simulation& simulation, std::uint32_t balancer, std::uint32_t zone);
void publish_names(Simulation& simulation, std::uint32_t balancer);
// A unit has been launched: its checkers begin as with any new target.
void meet_target(Simulation& simulation, UnitIndex unit);
// striking.cpp
void plan_strikes(Simulation& simulation);
base::Time next_strike(const Simulation& simulation);
void strike(Simulation& simulation);
// branching.cpp
void branch(Simulation& simulation);
void note_phase(Simulation& simulation, kernel::Event event);
void become_ready(Simulation& simulation, kernel::Event event);
// scaling.cpp
void start_scaling(Simulation& simulation);
void stop_instance(Simulation& simulation, kernel::Event event);
void join(Simulation& simulation, UnitIndex unit);  // one that was launched is ready
// misbehaving.cpp
void begin_misbehaviour(Simulation& simulation, std::size_t fault);
void end_misbehaviour(Simulation& simulation, std::size_t fault);

}  // namespace triaz::engine
