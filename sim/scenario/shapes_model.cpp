#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& region_shape() {
    static const Shape shape{"region",
                             "Where all of it stands.",
                             {{.name = "name",
                               .form = text(),
                               .about = "The region's name.",
                               .required = true,
                               .example = "\"eu-central\""},
                              {.name = "jurisdiction",
                               .form = text(),
                               .about = "Whose law holds there.",
                               .fallback = "unknown",
                               .example = "\"EEA\""}}};
    return shape;
}

const Shape& host_shape() {
    static const Shape shape{"host",
                             "A machine.",
                             {{.name = "name",
                               .form = name("host"),
                               .about = "Unique in the model.",
                               .required = true,
                               .example = "\"a1-h1\""},
                              {.name = "rack",
                               .form = text(),
                               .about = "Absent: the one rack of its data centre.",
                               .example = "\"r1\""}}};
    return shape;
}

const Shape& data_center_shape() {
    static const Shape shape{
        "data centre",
        "A building with hosts.",
        {{.name = "name",
          .form = name("data centre"),
          .about = "Unique in the model.",
          .required = true,
          .example = "\"a1\""},
         {.name = "hosts",
          .form = either({count("1", "100000"), list(object(host_shape()), 1, most_hosts)}),
          .about = "How many hosts (named NAME-h1, NAME-h2, ...), or each of them.",
          .fallback = "1",
          .example = "4"},
         {.name = "jurisdiction",
          .form = text(),
          .about = "Whose law holds there; absent: as in the region.",
          .example = "\"CH\""},
         {.name = "corporate",
          .form = boolean(),
          .about = "It is part of the corporate network.",
          .fallback = "false"}}};
    return shape;
}

const Shape& zone_shape() {
    static const Shape shape{"zone",
                             "An availability zone: what one power loss can take.",
                             {{.name = "name",
                               .form = name("zone"),
                               .about = "Unique in the model.",
                               .required = true,
                               .example = "\"a\""},
                              {.name = "data_centers",
                               .form = list(object(data_center_shape()), 1, 100),
                               .about = "Its buildings.",
                               .required = true,
                               .example = R"([{"name": "a1", "hosts": 4}])"}}};
    return shape;
}

std::vector<Key> path_keys(bool required) {
    return {{.name = "latency",
             .form = duration("0s", "1h"),
             .about = "One way, fixed.",
             .required = required,
             .example = "\"0.25ms\""},
            {.name = "jitter",
             .form = distribution(),
             .about = "One way, drawn for every message, on top of the latency.",
             .fallback = required ? "0s" : "",
             .example = R"({"exponential": {"mean": "0.05ms"}})"},
            {.name = "bandwidth",
             .form = bandwidth(),
             .about = "What all flows on this way share.",
             .fallback = required ? "100Gbps" : "",
             .example = "\"100Gbps\""}};
}

const Shape& path_shape() {
    static const Shape shape{"path", "One way between two places.", path_keys(true)};
    return shape;
}

const Shape& pair_shape() {
    static const Shape shape = [] {
        Shape made{"zone pair",
                   "The path between two zones where it differs; what it leaves out is as in "
                   "between_zones.",
                   {{.name = "zones",
                     .form = list(name("zone"), 2, 2),
                     .about = "The two.",
                     .required = true,
                     .example = R"(["a", "b"])"}}};
        for (Key& key : path_keys(false)) made.keys.push_back(std::move(key));
        return made;
    }();
    return shape;
}

const Shape& network_shape() {
    static const std::string example = R"({"latency": "0.25ms"})";
    static const Shape shape{"network",
                             "The paths. A wider one is never faster than a narrower one.",
                             {{.name = "same_data_center",
                               .form = object(path_shape()),
                               .about = "Between hosts of one data centre.",
                               .required = true,
                               .example = example},
                              {.name = "same_zone",
                               .form = object(path_shape()),
                               .about = "Between data centres of one zone.",
                               .required = true,
                               .example = example},
                              {.name = "between_zones",
                               .form = object(path_shape()),
                               .about = "Between any two zones, unless they are in pairs.",
                               .required = true,
                               .example = example},
                              {.name = "pairs",
                               .form = list(object(pair_shape()), 0, 2'016),
                               .about = "Zone pairs that differ.",
                               .example = R"([{"zones": ["a", "b"], "latency": "0.9ms"}])"},
                              {.name = "client_access",
                               .form = object(path_shape()),
                               .about = "Between clients, wherever they are, and a zone.",
                               .required = true,
                               .example = R"({"latency": "10ms"})"},
                              {.name = "host_uplink",
                               .form = bandwidth(),
                               .about = "What all flows of one host share.",
                               .fallback = "25Gbps"}}};
    return shape;
}

const Shape& fate_path_shape() {
    static const Shape shape{"shared path",
                             "The path between two zones.",
                             {{.name = "zones",
                               .form = list(name("zone"), 2, 2),
                               .about = "The two.",
                               .required = true,
                               .example = R"(["a", "b"])"}}};
    return shape;
}

const Shape& shared_fate_shape() {
    static const Shape shape{
        "shared fate",
        "Things that one cause takes together: a power feed, a fibre duct, a certificate.",
        {{.name = "name",
          .form = text(),
          .about = "The cause.",
          .required = true,
          .example = "\"substation north\""},
         {.name = "zones",
          .form = list(name("zone")),
          .about = "Whole zones.",
          .example = R"(["a", "b"])"},
         {.name = "data_centers",
          .form = list(name("data centre")),
          .about = "Whole data centres.",
          .example = R"(["a1", "b1"])"},
         {.name = "hosts",
          .form = list(name("host")),
          .about = "Single hosts.",
          .example = R"(["c1-h1"])"},
         {.name = "paths",
          .form = list(object(fate_path_shape()), 0, 2'016),
          .about = "Paths between zones: a fibre duct.",
          .example = R"([{"zones": ["a", "b"]}])"},
         {.name = "components",
          .form = list(name("service, balancer or store")),
          .about = "Everything that runs one of these: a certificate, a faulty release.",
          .example = R"(["api"])"}}};
    return shape;
}

const Shape& call_shape() {
    static const Shape shape = [] {
        Shape made{"call",
                   "A call that an instance makes while it serves; calls are made one after the "
                   "other, and each must succeed.",
                   {{.name = "to",
                     .form = name("balancer or store"),
                     .about = "Whom it calls.",
                     .required = true,
                     .example = "\"state\""},
                    {.name = "when",
                     .form = choice({"always", "read", "write"}),
                     .about = "For which requests of the clients.",
                     .fallback = "always"}}};
        for (Key& key : tries_keys("1", "1s")) made.keys.push_back(std::move(key));
        return made;
    }();
    return shape;
}

const Shape& service_shape() {
    static const Form instances = count("0", "100000");
    static const Shape shape{
        "service",
        "Instances of one program, behind balancers. They stand on the hosts with the fewest "
        "things.",
        {{.name = "instances_per_zone",
          .form = instances,
          .about = "As many in every zone.",
          .example = "3"},
         {.name = "instances",
          .form = map("zone", instances, 1, most_zones),
          .about = "How many in which zone, in place of instances_per_zone.",
          .example = R"({"a": 3, "b": 3})"},
         {.name = "on",
          .form = list(name("data centre"), 1),
          .about = "Only in these data centres.",
          .example = R"(["a1", "b1", "c1"])"},
         {.name = "workers",
          .form = count("1", "100000"),
          .about = "Requests that one instance serves at a time.",
          .fallback = "8"},
         {.name = "queue_limit",
          .form = count("0", "1000000000"),
          .about = "Requests that may wait at one instance; one more is rejected.",
          .fallback = "100"},
         {.name = "service_time",
          .form = distribution(),
          .about = "How long a worker works on a request.",
          .required = true,
          .example = R"({"exponential": {"mean": "2ms"}})"},
         {.name = "worker_held_during_calls",
          .form = boolean(),
          .about = "true: a thread for each request; false: the worker is free while a call is "
                   "under way.",
          .fallback = "false"},
         {.name = "start_time",
          .form = duration(),
          .about = "From power to ready.",
          .fallback = "20s"},
         {.name = "calls",
          .form = list(object(call_shape()), 0, 100),
          .about = "What it calls, in order.",
          .example = R"([{"to": "state", "when": "write", "timeout": "1s", "tries": 2}])"}}};
    return shape;
}

const Shape& name_check_shape() {
    static const Shape shape = [] {
        Shape made = health_check_shape();
        made.name = "name health check";
        made.about = "How the name service probes the balancer nodes of each zone.";
        for (Key& key : made.keys) {
            if (key.name == "interval") key.fallback = "10s";
            if (key.name == "timeout") key.fallback = "4s";
        }
        return made;
    }();
    return shape;
}

const Shape& names_shape() {
    static const Shape shape{
        "names",
        "How callers find the balancer's nodes.",
        {{.name = "ttl",
          .form = duration("1ms", "7d"),
          .about = "How long an answer is kept.",
          .fallback = "60s"},
         {.name = "health_check",
          .form = object(name_check_shape()),
          .about = "How the name service finds out that the nodes of a zone are lost."}}};
    return shape;
}

const Shape& balancer_shape() {
    static const Shape shape{
        "balancer",
        "Spreads requests over the instances of one service, on the health view of the zone.",
        {{.name = "target",
          .form = name("service"),
          .about = "The service.",
          .required = true,
          .example = "\"api\""},
         {.name = "placement",
          .form = choice({"nodes", "caller"}),
          .about = "nodes: requests pass through a node of the balancer; caller: the caller itself "
                   "chooses the instance.",
          .fallback = "nodes"},
         {.name = "nodes_per_zone",
          .form = count("1", "1000"),
          .about = "Nodes in every zone.",
          .fallback = "2"},
         {.name = "policy",
          .form = choice({"round-robin", "least-requests"}),
          .about = "Which instance comes next.",
          .fallback = "round-robin"},
         {.name = "cross_zone",
          .form = boolean(),
          .about = "false: only to instances of the node's own zone.",
          .fallback = "true"},
         {.name = "health_check",
          .form = object(health_check_shape()),
          .about = "How it finds out which instances are lost."},
         {.name = "node_start_time",
          .form = duration(),
          .about = "From power to ready.",
          .fallback = "5s"},
         {.name = "forward_timeout",
          .form = duration("1ms"),
          .about = "How long a node waits for an instance's answer.",
          .fallback = "60s"},
         {.name = "names", .form = object(names_shape()), .about = "How callers find its nodes."}}};
    return shape;
}

const Shape& client_shape() {
    static const Shape shape = [] {
        Shape made{"client cohort",
                   "Clients that are alike. Requests arrive as a Poisson process.",
                   {{.name = "home",
                     .form = name("zone"),
                     .about = "Whose balancer nodes they prefer.",
                     .required = true,
                     .example = "\"a\""},
                    {.name = "rate",
                     .form = number_above("0", "10000000"),
                     .about = "Requests per second of all of them together.",
                     .required = true,
                     .example = "1000"},
                    {.name = "writes",
                     .form = ratio(),
                     .about = "The share of requests that are writes.",
                     .fallback = "50%"},
                    {.name = "entry",
                     .form = name("balancer"),
                     .about = "The balancer that they call.",
                     .required = true,
                     .example = "\"edge\""},
                    {.name = "deadline",
                     .form = duration("1us"),
                     .about = "A success later than this counts as late.",
                     .fallback = "5s"},
                    {.name = "latency_objective",
                     .form = duration("1us"),
                     .about = "A success later than this counts as slow.",
                     .example = "\"1s\""},
                    {.name = "residency",
                     .form = list(text(), 1, 100),
                     .about = "The jurisdictions that their data may be in; absent: any.",
                     .example = R"(["EEA"])"}}};
        for (Key& key : tries_keys("3", "1s")) made.keys.push_back(std::move(key));
        made.keys.push_back(
            {.name = "resolvers",
             .form = count("1", "100000"),
             .about = "Name caches among them, each with its own phase of the time to live.",
             .fallback = "100"});
        return made;
    }();
    return shape;
}

}  // namespace

const Shape& model_shape() {
    static const Shape shape{
        "model",
        "A deployment: where it stands, what runs there, who uses it.",
        {{.name = "triaz",
          .form = text("^model/1\\.0$", "\"model/1.0\"",
                       [](std::string_view t) { return t == "model/1.0"; }),
          .about = "Kind and version of the file.",
          .required = true,
          .example = "\"model/1.0\""},
         {.name = "$schema", .form = text(), .about = "For editors."},
         {.name = "name",
          .form = text(),
          .about = "What the deployment is called.",
          .required = true,
          .example = "\"reference\""},
         {.name = "description", .form = text(), .about = "What it is."},
         {.name = "extends",
          .form = text(),
          .about = "A model that this one changes, as a path relative to "
                   "this file: the rest of this file is an RFC 7386 merge patch onto it (null "
                   "removes a key)."},
         {.name = "region",
          .form = object(region_shape()),
          .about = "Where all of it stands.",
          .required = true,
          .example = R"({"name": "eu-central", "jurisdiction": "EEA"})"},
         {.name = "zones",
          .form = list(object(zone_shape()), 1, most_zones),
          .about = "The availability zones.",
          .required = true,
          .example = R"([{"name": "a", "data_centers": [{"name": "a1", "hosts": 4}]}])"},
         {.name = "network",
          .form = object(network_shape()),
          .about = "The paths between hosts, and from clients.",
          .required = true},
         {.name = "shared_fates",
          .form = list(object(shared_fate_shape()), 0, 1'000),
          .about = "What one cause takes together, beyond zones and data centres."},
         {.name = "services", .form = map("service", object(service_shape())), .about = "By name."},
         {.name = "balancers",
          .form = map("balancer", object(balancer_shape())),
          .about = "By name."},
         {.name = "stores",
          .form = map("store", object(store_shape()), 0, 1'000),
          .about = "By name."},
         {.name = "clients",
          .form = map("client cohort", object(client_shape()), 0, 1'000),
          .about = "By name."},
         {.name = "not_simulated",
          .form = list(object(not_simulated_shape()), 0, 1'000),
          .about = "Parts of the deployment that this version does not simulate."},
         {.name = "reliability",
          .form = object(reliability_shape()),
          .about = "How often things fail, and for how long; structure is weighed with it."}}};
    return shape;
}

}  // namespace triaz::scenario
