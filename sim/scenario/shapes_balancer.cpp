#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& health_check_shape() {
    static const Shape shape{
        "health check",
        "Probes of every target, one after the other; a target is taken out "
        "after so many failures in "
        "a row and put back after so many successes.",
        {{.name = "interval",
          .form = duration("1ms", "1h"),
          .about = "From one probe to the next.",
          .fallback = "2s"},
         {.name = "timeout",
          .form = duration("1ms", "1h"),
          .about = "A probe without an answer for so long has failed.",
          .fallback = "2s"},
         {.name = "connect_timeout",
          .form = duration("1ms", "1h"),
          .about = "The same while nobody accepts the connection; absent: as timeout.",
          .example = "\"1s\""},
         {.name = "rise",
          .form = count("1", "100"),
          .about = "Successes in a row that put a target back.",
          .fallback = "2"},
         {.name = "fall",
          .form = count("1", "100"),
          .about = "Failures in a row that take a target out.",
          .fallback = "3"},
         {.name = "depth",
          .form = choice({"connect", "shallow", "deep"}),
          .about =
              "What a probe exercises. connect: a connection is accepted; shallow: the process "
              "answers; deep: a request is served, with every call that it makes, by the same "
              "workers as those of clients.",
          .fallback = "shallow"},
         {.name = "fast_interval",
          .form = duration("1ms", "1h"),
          .about = "In place of interval while the opinion is turning; absent: as interval.",
          .example = "\"1s\""},
         {.name = "unhealthy_interval",
          .form = duration("1ms", "1h"),
          .about = "In place of interval while a target is out; absent: as interval.",
          .example = "\"10s\""},
         {.name = "jitter",
          .form = ratio(),
          .about = "Each interval is drawn between so much less and so much more.",
          .fallback = "0%"},
         {.name = "spacing",
          .form = choice({"after-end", "between-starts"}),
          .about = "Whether the interval counts from the end or from the start of a probe.",
          .fallback = "after-end"},
         {.name = "wrong_answer_decides",
          .form = boolean(),
          .about = "true: one answer that is not the expected one takes a target out at once.",
          .fallback = "false"},
         {.name = "enabled",
          .form = boolean(),
          .about = "Without probes every target counts as healthy for ever.",
          .fallback = "true"}}};
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
        {{.name = "preset",
          .form = choice({"name-service"}),
          .about = "A name service as its maker documents it; the other keys change it.",
          .example = "\"name-service\""},
         {.name = "ttl",
          .form = duration("1ms", "7d"),
          .about = "How long an answer is kept.",
          .fallback = "60s"},
         {.name = "checkers",
          .form = count("1", "100"),
          .about = "How many check each node, each with an opinion of its own.",
          .fallback = "1"},
         {.name = "healthy_above",
          .form = ratio(),
          .about = "A node is healthy when a larger share of the checkers says so.",
          .fallback = "0%"},
         {.name = "fails_open",
          .form = boolean(),
          .about = "true: when no node is healthy all are given out; false: none.",
          .fallback = "false"},
         {.name = "health_check",
          .form = object(name_check_shape()),
          .about = "How the name service finds out that the nodes of a zone are lost."}}};
    return shape;
}

const Shape& success_rate_shape() {
    static const Shape shape{"success rate rule",
                             "Ejects targets whose success rate is far below that of all.",
                             {{.name = "least_targets",
                               .form = count("1", "100000"),
                               .about = "Only with so many targets that have enough requests.",
                               .fallback = "5"},
                              {.name = "least_requests",
                               .form = count("1", "1000000000"),
                               .about = "Enough requests in an interval.",
                               .fallback = "100"},
                              {.name = "deviations",
                               .form = number("0", "100"),
                               .about = "Below the mean by so many standard deviations.",
                               .fallback = "1.9"},
                              {.name = "enabled",
                               .form = boolean(),
                               .about = "Whether it is used.",
                               .fallback = "true"}}};
    return shape;
}

const Shape& failure_percentage_shape() {
    static const Shape shape{"failure percentage rule",
                             "Ejects targets that fail more than a share of their requests.",
                             {{.name = "least_targets",
                               .form = count("1", "100000"),
                               .about = "Only with so many targets that have enough requests.",
                               .fallback = "5"},
                              {.name = "least_requests",
                               .form = count("1", "1000000000"),
                               .about = "Enough requests in an interval.",
                               .fallback = "50"},
                              {.name = "threshold",
                               .form = ratio(),
                               .about = "From this share of failures on.",
                               .fallback = "85%"}}};
    return shape;
}

const Shape& outliers_shape() {
    static const Shape shape{
        "outlier detection",
        "Targets whose answers are worse than those of the others are ejected for a while, as "
        "Envoy has it.",
        {{.name = "errors_in_a_row",
          .form = count("0", "1000000"),
          .about = "So many eject at once; 0: never for that reason.",
          .fallback = "5"},
         {.name = "interval",
          .form = duration("1ms", "1h"),
          .about = "Between looks at the rates of all targets.",
          .fallback = "10s"},
         {.name = "base_ejection",
          .form = duration("1ms", "1d"),
          .about = "The first ejection; each further one is longer by as much.",
          .fallback = "30s"},
         {.name = "longest_ejection",
          .form = duration("1ms", "1d"),
          .about = "No ejection is longer.",
          .fallback = "300s"},
         {.name = "most_ejected",
          .form = ratio(),
          .about = "The largest share of all targets ejected at a time; one may always be.",
          .fallback = "10%"},
         {.name = "ended_by_check",
          .form = boolean(),
          .about = "true: a health check that passes ends an ejection, as in Envoy; a check that "
                   "does not see what is wrong then undoes every ejection.",
          .fallback = "true"},
         {.name = "success_rate",
          .form = object(success_rate_shape()),
          .about = "Compares the targets' success rates."},
         {.name = "failure_percentage",
          .form = object(failure_percentage_shape()),
          .about = "Absent: not used."},
         {.name = "enabled",
          .form = boolean(),
          .about = "Whether it is used.",
          .fallback = "true"}}};
    return shape;
}

const Shape& slow_start_shape() {
    static const Shape shape{
        "slow start",
        "A target that has just become healthy gets a rising part of its share.",
        {{.name = "window",
          .form = duration("0s", "1d"),
          .about = "How long.",
          .required = true,
          .example = "\"30s\""},
         {.name = "aggression",
          .form = number_above("0", "100"),
          .about = "1 is linear, more starts faster.",
          .fallback = "1"},
         {.name = "minimum",
          .form = ratio(),
          .about = "The share given at least.",
          .fallback = "10%"}}};
    return shape;
}

const Shape& zone_aware_shape() {
    static const Shape shape{
        "zone-aware routing",
        "Callers prefer the targets of their own zone as far as that overloads nobody (the "
        "residual-capacity rule).",
        {{.name = "least_targets",
          .form = count("0", "1000000"),
          .about = "With fewer healthy ones zones play no part.",
          .fallback = "6"},
         {.name = "always_local",
          .form = boolean(),
          .about = "true: while the own zone has a healthy target, whatever its load.",
          .fallback = "false"}}};
    return shape;
}

std::vector<Key> node_keys() {
    return {
        {.name = "nodes_per_zone",
         .form = count("1", "1000"),
         .about = "Nodes in every zone.",
         .fallback = "2"},
        {.name = "node_start_time",
         .form = duration(),
         .about = "From power to ready.",
         .fallback = "5s"},
        {.name = "node_service_time",
         .form = distribution(),
         .about = "How long a node works on a request; absent: no time, and it is never full.",
         .example = "\"50us\""},
        {.name = "node_workers",
         .form = count("1", "100000"),
         .about = "Requests that one node works on at a time.",
         .fallback = "4"},
        {.name = "node_queue_limit",
         .form = count("0", "1000000000"),
         .about = "Requests that may wait at one node; one more is rejected.",
         .fallback = "1000"},
        {.name = "forward_timeout",
         .form = duration("1ms"),
         .about = "How long a node waits for an instance's answer.",
         .fallback = "60s"},
        {.name = "names", .form = object(names_shape()), .about = "How callers find its nodes."}};
}

std::vector<Key> policy_keys() {
    return {
        {.name = "policy",
         .form = choice({"round-robin", "random", "least-requests", "two-choices", "peak-ewma",
                         "consistent-hash"}),
         .about = "Which instance comes next. two-choices: the less loaded of two drawn at "
                  "random; peak-ewma: the same by recent latency; consistent-hash: by the "
                  "session of the client.",
         .fallback = "round-robin"},
        {.name = "load_bound",
         .form = number("1", "100"),
         .about = "Of consistent-hash: no instance has more than so many times its share; "
                  "absent: no bound.",
         .example = "1.25"},
        {.name = "weights",
         .form = map("zone", number_above("0", "1000000"), 1, most_zones),
         .about = "Of the instances in each zone, for round-robin, random, least-requests and "
                  "two-choices; zones not named have 1.",
         .example = R"({"a": 2})"},
        {.name = "cross_zone",
         .form = boolean(),
         .about = "false: only to instances of the caller's own zone.",
         .fallback = "true"},
        {.name = "zone_aware",
         .form = object(zone_aware_shape()),
         .about = "Own zone first; absent: all zones alike. With cross_zone only."},
        {.name = "slow_start",
         .form = object(slow_start_shape()),
         .about = "Absent: a healthy target has its whole share at once."},
        {.name = "panic_threshold",
         .form = ratio(),
         .about = "With a smaller share of the instances healthy, or none at all, the unhealthy "
                  "are used too; 0%: with none healthy; absent: never.",
         .example = "\"50%\""},
        {.name = "outlier_detection",
         .form = object(outliers_shape()),
         .about = "Takes instances out by what their answers say; absent: not used."}};
}

}  // namespace

const Shape& balancer_shape() {
    static const Shape shape = [] {
        Shape made{
            "balancer",
            "Spreads requests over the instances of one service, on the health view of the zone.",
            {{.name = "target",
              .form = name("service"),
              .about = "The service.",
              .required = true,
              .example = "\"api\""},
             {.name = "preset",
              .form = choice({"haproxy", "envoy", "cloud-application", "cloud-network"}),
              .about = "A balancer as its maker documents it: what holds for keys that are absent.",
              .example = "\"envoy\""},
             {.name = "placement",
              .form = choice({"nodes", "caller"}),
              .about = "nodes: requests pass through a node of the balancer; caller: the caller "
                       "itself chooses the instance.",
              .fallback = "nodes"}}};
        for (Key& key : policy_keys()) made.keys.push_back(std::move(key));
        made.keys.push_back({.name = "health_check",
                             .form = object(health_check_shape()),
                             .about = "How it finds out which instances are lost."});
        for (Key& key : node_keys()) made.keys.push_back(std::move(key));
        return made;
    }();
    return shape;
}

}  // namespace triaz::scenario
