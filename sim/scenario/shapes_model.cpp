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
         {.name = "dependencies",
          .form = map("dependency", object(dependency_shape()), 0, 1'000),
          .about = "What others run and the deployment needs, by name."},
         {.name = "sessions",
          .form = map("session cohort", object(session_shape()), 0, 1'000),
          .about = "Long-lived sessions, such as voice calls, by name."},
         {.name = "not_simulated",
          .form = list(object(not_simulated_shape()), 0, 1'000),
          .about = "Parts of the deployment that this version does not simulate."},
         {.name = "reliability",
          .form = object(reliability_shape()),
          .about = "How often things fail, and for how long; structure is weighed with it."}}};
    return shape;
}

}  // namespace triaz::scenario
