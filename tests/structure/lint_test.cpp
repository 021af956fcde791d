#include "sim/structure/lint.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world_builder.hpp"

namespace triaz::structure {
namespace {

using namespace std::chrono_literals;
using support::constant;
using support::WorldBuilder;
using testing::HasSubstr;
using testing::IsEmpty;
using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;

// Three zones of two data centres with two hosts each; users in every zone; a service in every data
// centre that needs no store; two stores by majority, with backups; half loaded.
world::World sound() {
    WorldBuilder build({.zones = 3, .hosts_per_zone = 4});
    auto& topology = build.world.topology;
    for (std::size_t z = 0; z < 3; ++z) {
        const std::string& zone = topology.zones[z].name;
        topology.data_centers.push_back({zone + "2", ZoneId::of(z)});
        for (std::size_t h = 2; h < 4; ++h)
            topology.hosts[z * 4 + h].data_center = DataCenterId::of(3 + z);
    }
    const auto app = build.service("app", build.hosts_in_every_zone(4), {1, 10, constant(1ms)});
    const auto edge = build.balancer("edge", app);
    build.at(edge).nodes = {build.host(0, 0), build.host(0, 2), build.host(1, 0),
                            build.host(1, 2), build.host(2, 0), build.host(2, 2)};
    build.at(edge).health.enabled = true;
    build.at(edge).names.health.enabled = true;
    build.at(edge).cross_zone = false;
    for (const char* store : {"state", "configuration"}) {
        const auto id = build.raft(store, 3);
        build.at(id).backup = world::Backup{"region", "", {}, true, world::Medium::object_store};
        build.at(id).workers.service_time = constant(1ms);
    }
    for (std::size_t z = 0; z < 3; ++z) {
        const auto users = build.cohort("users-" + topology.zones[z].name, edge, 1600);
        build.at(users).home = ZoneId::of(z);
        build.at(users).tries = {.limit = 3, .timeout = 1s};
        build.at(users).residency = {"EEA"};
    }
    return std::move(build.world);
}

std::multiset<std::string> codes(const LintReport& report) {
    std::multiset<std::string> codes;
    for (const Finding& finding : report.findings) codes.insert(finding.code);
    return codes;
}

const Finding& finding_of(const LintReport& report, const std::string& code) {
    const auto found = std::ranges::find(report.findings, code, &Finding::code);
    EXPECT_NE(found, report.findings.end()) << code;
    return *found;
}

TEST(Lint, finds_nothing_in_a_sound_deployment) {
    EXPECT_THAT(codes(lint(sound(), {})), IsEmpty());
}

// One flaw, what is found, and words that the finding must have.
struct Flaw {
    std::multiset<std::string> codes;
    std::string words;
    std::function<void(world::World&)> plant;
};

protocol::standby::Options standby(std::uint8_t synchronous) {
    protocol::standby::Options options;
    options.synchronous = synchronous;
    return options;
}

std::vector<Flaw> flaws_of_single_losses() {
    return {
        {{"TZ102", "TZ105", "TZ408"},
         "The loss of host a1-h1 alone fails service lone, and so does whatever takes it along. "
         "With it fail requests of users-a, requests of users-b and requests of users-c.",
         [](world::World& world) {
             world::Service& lone = world.services.emplace_back();
             lone.name = "lone";
             lone.workers.service_time = constant(1us);
             lone.instances = {HostId{0}, HostId{0}};
             world::Balancer& balancer = world.balancers.emplace_back();
             balancer.name = "to-lone";
             balancer.target = world::ServiceId{1};
             world.services[0].calls.push_back({world::BalancerId{1}, world::When::always, {}});
         }},
        {{"TZ101"},
         "The loss of key service alone fails service app",
         [](world::World& world) {
             world::Unsimulated& system = world.unsimulated.emplace_back();
             system.name = "key service";
             system.external = true;
             system.needed_by = {"app"};
         }},
        {{"TZ101"},
         "The loss of certificate alone fails service app",
         [](world::World& world) {
             world.topology.shared_fates.push_back({"certificate", {}, {}, {}, {"app"}});
         }},
        {{"TZ206"},
         "The service app is declared to go on through any loss of 3 zones; the loss of zone a, "
         "zone b and zone c is too much.",
         [](world::World& world) {
             world.services[0].tolerates = {{.zones = 1}, {.zones = 3}};
         }},
        {{"TZ104"},
         "feed takes parts of the zones a and b at one instant.",
         [](world::World& world) {
             world.topology.shared_fates.push_back({"feed", {DataCenterId{0}}, {HostId{5}}});
             for (auto& store : world.stores)
                 for (auto& shard : store.replicas) shard = {HostId{2}, HostId{6}, HostId{10}};
         }},
        {{"TZ105"},
         "3 of its zones keep their address after losses that make them fail requests another "
         "zone could serve, such as zone a without the path between zones a and b.",
         [](world::World& world) {
             world.services[0].calls.push_back({world::StoreId{0}, world::When::always, {}});
         }},
        {{"TZ106"},
         "The loss of duct alone cuts zone a off from all other zones.",
         [](world::World& world) {
             world.topology.shared_fates.push_back(
                 {"duct", {}, {}, {{ZoneId{0}, ZoneId{1}}, {ZoneId{0}, ZoneId{2}}}, {}});
         }},
        {{"TZ501"},
         "users-a try once within the deadline of 5 s; edge finds out for them only after up to "
         "72 s",
         [](world::World& world) { world.cohorts[0].tries.limit = 1; }},
        {{"TZ501"},
         "users-a wait 5 s for the first try, of the deadline of 5 s",
         [](world::World& world) { world.cohorts[0].tries.timeout = 5s; }},
        {{"TZ502"},
         "edge never takes an instance out that has died.",
         [](world::World& world) { world.balancers[0].health.enabled = false; }},
    };
}

std::vector<Flaw> flaws_of_stores() {
    const auto place = [](world::World& world, std::vector<HostId> hosts) {
        for (auto& shard : world.stores[0].replicas) shard = hosts;
    };
    return {
        {{"TZ201", "TZ202"},
         "The loss of data centre a1 alone fails writes to state. Here writes wait for 2 of 3 "
         "members",
         [=](world::World& world) {
             place(world, {HostId{0}, HostId{1}, HostId{4}});
         }},
        {{"TZ201"},
         "Any one of 3 things lost fails writes to state: host a1-h1, host b1-h1 and host c1-h1",
         [](world::World& world) {
             std::get<protocol::raft::Options>(world.stores[0].protocol).copies = 3;
         }},
        {{"TZ203"},
         "A write is acknowledged with 1 of 3 copies, and a leader is elected by 2",
         [](world::World& world) {
             std::get<protocol::raft::Options>(world.stores[0].protocol).copies = 1;
         }},
        {{"TZ202"},
         "A write is acknowledged with 1 of 3 copies on disk, and so many stand together in each "
         "of host a1-h1, host b1-h1 and host c1-h1",
         [](world::World& world) { world.stores[0].protocol = standby(0); }},
        {{"TZ204"},
         "A write that waited 10 s for its copies is acknowledged by the primary alone",
         [](world::World& world) {
             protocol::standby::Options options = standby(1);
             options.fallback = true;
             world.stores[0].protocol = options;
             world.stores[0].patience = 10s;
         }},
        {{"TZ201", "TZ205"},
         "4 members tolerate the loss of 1, as 3 do.",
         [=](world::World& world) {
             std::get<protocol::raft::Options>(world.stores[0].protocol).members = 4;
             place(world, {HostId{0}, HostId{2}, HostId{4}, HostId{8}});
         }},
        {{"TZ206"},
         "The store state is declared to go on through any loss of 2 zones; the loss of zone a and "
         "zone b is too much, and so are 2 more such losses.",
         [](world::World& world) { world.stores[0].tolerates = {{.zones = 2}}; }},
        {{"TZ207"},
         "All 3 shards are led from zone b.",
         [](world::World& world) {
             world.stores[0].preferred_leaders = {1, 1, 1};
         }},
        {{"TZ403"},
         "no backup of it is declared",
         [](world::World& world) { world.stores[0].backup.reset(); }},
        {{"TZ404"},
         "state is in region region, its backup in region elsewhere.",
         [](world::World& world) { world.stores[0].backup->region = "elsewhere"; }},
        {{"TZ405"},
         "The backup of state is in clear.",
         [](world::World& world) { world.stores[0].backup->encrypted = false; }},
        {{"TZ406"},
         "can be carried away",
         [](world::World& world) { world.stores[0].backup->medium = world::Medium::portable; }},
        {{"TZ407"},
         "destroyed, takes the backup of state along",
         [](world::World& world) { world.stores[0].backup->data_centers = {DataCenterId{0}}; }},
    };
}

std::vector<Flaw> flaws_of_capacity() {
    return {
        {{"TZ301"},
         "After the loss of zone a at most 83.3% of the requests that enter by edge can be "
         "carried as far as app, however they are routed. It is too little after each of zone a, "
         "zone b and zone c.",
         [](world::World& world) {
             world.balancers[0].cross_zone = true;
             for (auto& cohort : world.cohorts) cohort.rate = 3200;
         }},
        {{"TZ302"},
         "app reaches 105% of its capacity in zone a after the loss of data centre a1 (52.5% "
         "before)",
         [](world::World& world) {
             for (auto& cohort : world.cohorts) cohort.rate = 2100;
         }},
        {{"TZ303"},
         "app gets 105% of what it can serve, with nothing lost.",
         [](world::World& world) {
             for (auto& cohort : world.cohorts) cohort.rate = 4200;
         }},
        {{"TZ105", "TZ303"},
         "Each leader of state gets 1600 operations a second and can do 1000.",
         [](world::World& world) {
             world.services[0].calls.push_back({world::StoreId{0}, world::When::always, {}});
             world.stores[0].workers.count = 1;
         }},
        {{"TZ304"},
         "app runs at 95% of its capacity in zone a after the loss of data centre a1",
         [](world::World& world) {
             for (auto& cohort : world.cohorts) cohort.rate = 1900;
         }},
    };
}

std::vector<Flaw> flaws_of_places() {
    return {
        {{"TZ401"},
         "app needs archive, which stands in the corporate network.",
         [](world::World& world) {
             world::Unsimulated& system = world.unsimulated.emplace_back();
             system.name = "archive";
             system.corporate = true;
             system.data_centers = {DataCenterId{0}, DataCenterId{1}};
             system.needed_by = {"app"};
         }},
        {{"TZ401"},
         "state stands in a1, which is part of the corporate network.",
         [](world::World& world) {
             world.topology.data_centers[0].corporate = true;
             world.services[0].instances = {HostId{2},  HostId{3}, HostId{4}, HostId{5},
                                            HostId{6},  HostId{7}, HostId{8}, HostId{9},
                                            HostId{10}, HostId{11}};
             world.balancers[0].nodes.erase(world.balancers[0].nodes.begin());
             for (auto& shard : world.stores[1].replicas) shard[0] = HostId{2};
             for (auto& cohort : world.cohorts) cohort.rate = 500;
         }},
        {{"TZ402", "TZ402"},
         "Data of users-a must stay in EEA, and may be in: edge in b1 (CH, after a failover) and "
         "app in b1 (CH, after a failover).",
         [](world::World& world) {
             world.topology.data_centers[1].jurisdiction = "CH";
             for (auto& store : world.stores)
                 for (auto& shard : store.replicas) shard[1] = HostId{6};
             world.cohorts[1].residency.clear();
         }},
        {{"TZ402", "TZ402", "TZ402"},
         "may be in: log sink (US).",
         [](world::World& world) {
             world::Unsimulated& system = world.unsimulated.emplace_back();
             system.name = "log sink";
             system.external = true;
             system.personal_data = true;
             system.jurisdiction = "US";
         }},
        {{"TZ409"},
         "in steady state only a and b gets requests.",
         [](world::World& world) { world.cohorts.pop_back(); }},
    };
}

void expect_found(const std::vector<Flaw>& flaws) {
    for (const Flaw& flaw : flaws) {
        world::World world = sound();
        flaw.plant(world);
        const LintReport report = lint(world, {});
        std::string all;
        for (const Finding& finding : report.findings)
            all += finding.code + " " + finding.pointer + ": " + finding.message + "\n";
        EXPECT_EQ(codes(report), flaw.codes) << all;
        EXPECT_THAT(all, HasSubstr(flaw.words));
    }
}

TEST(Lint, finds_each_flaw_of_single_losses_and_nothing_else) {
    expect_found(flaws_of_single_losses());
}
TEST(Lint, finds_each_flaw_of_stores_and_nothing_else) { expect_found(flaws_of_stores()); }
TEST(Lint, finds_each_flaw_of_capacity_and_nothing_else) { expect_found(flaws_of_capacity()); }
TEST(Lint, finds_each_flaw_of_places_and_nothing_else) { expect_found(flaws_of_places()); }

TEST(Lint, finds_fewer_than_three_zones) {
    world::World world = sound();
    world.services[0].instances.resize(8);
    world.balancers[0].nodes.resize(4);
    const LintReport report = lint(world, {});
    EXPECT_THAT(finding_of(report, "TZ408").message, HasSubstr("stands in the zones a and b only"));
}

TEST(Lint, tests_every_rule_that_it_has) {
    std::set<std::string> planted{"TZ408"};
    for (const auto& flaws :
         {flaws_of_single_losses(), flaws_of_stores(), flaws_of_capacity(), flaws_of_places()}) {
        for (const Flaw& flaw : flaws) planted.insert(flaw.codes.begin(), flaw.codes.end());
    }
    for (const Rule& rule : rules())
        EXPECT_TRUE(planted.contains(std::string{rule.code})) << rule.code;
}

TEST(Lint, counts_what_is_survived) {
    const LintReport report = lint(sound(), {.order = 3});
    std::map<std::string, std::map<Loss::Kind, Tolerance>> found;
    for (std::size_t i = 0; i < report.targets.size(); ++i) {
        for (const Tolerance& tolerance : report.targets[i].tolerances)
            found[report.deployment.targets[i].name][tolerance.kind] = tolerance;
    }
    const Tolerance& zones = found["requests of users-a"][Loss::Kind::zone];
    EXPECT_EQ(zones.survives, 2U);
    EXPECT_EQ(zones.cuts, 1U);
    EXPECT_EQ(zones.parts, 3U);
    EXPECT_FALSE(zones.or_more);
    const Tolerance& writes = found["writes to state"][Loss::Kind::zone];
    EXPECT_EQ(writes.survives, 1U);
    EXPECT_EQ(writes.cuts, 3U);
    const Tolerance& hosts = found["requests of users-a"][Loss::Kind::host];
    EXPECT_EQ(hosts.survives, 3U);
    EXPECT_TRUE(hosts.or_more);
}

TEST(Lint, refuses_what_has_more_parts_than_a_set_can_name) {
    world::World world = sound();
    world.topology.hosts.resize(43'000, world.topology.hosts.front());
    EXPECT_FALSE(too_large(world));
    world.topology.hosts.resize(44'000, world.topology.hosts.front());
    EXPECT_THAT(too_large(world).value_or(""), HasSubstr("the model has 44,000 hosts"));
}

TEST(Lint, is_ordered_by_severity_then_code) {
    world::World world = sound();
    world.stores[0].backup.reset();
    world.stores[1].preferred_leaders = {1, 1, 1};
    world.unsimulated.emplace_back().needed_by = {"app"};
    world.unsimulated.back().external = true;
    const LintReport report = lint(world, {});
    std::vector<std::string> order;
    for (const Finding& finding : report.findings) order.push_back(finding.code);
    EXPECT_EQ(order, (std::vector<std::string>{"TZ101", "TZ403", "TZ207"}));
}

TEST(Rules, have_codes_and_names_of_their_own) {
    std::set<std::string_view> seen;
    for (const Rule& rule : rules()) {
        EXPECT_TRUE(seen.insert(rule.code).second) << rule.code;
        EXPECT_TRUE(seen.insert(rule.name).second) << rule.name;
        EXPECT_EQ(find_rule(rule.name), &rule);
        EXPECT_TRUE(rule.meaning.ends_with('.') && rule.cure.ends_with('.')) << rule.code;
    }
    EXPECT_EQ(find_rule("tz101"), &rules().front());
    EXPECT_EQ(find_rule("TZ999"), nullptr);
}

TEST(Properties, name_rules_that_exist) {
    for (const Property& property : properties()) {
        std::string_view codes = property.codes;
        for (; !codes.empty(); codes.remove_prefix(std::min<std::size_t>(7, codes.size())))
            EXPECT_NE(find_rule(codes.substr(0, 5)), nullptr) << property.name << ": " << codes;
    }
}

}  // namespace
}  // namespace triaz::structure
