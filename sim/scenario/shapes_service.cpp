#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& call_shape() {
    static const Shape shape = [] {
        Shape made{"call",
                   "A call that an instance makes while it serves.",
                   {{.name = "to",
                     .form = name("balancer or store"),
                     .about = "Whom it calls.",
                     .required = true,
                     .example = "\"state\""},
                    {.name = "when",
                     .form = choice({"always", "read", "write"}),
                     .about = "For which requests of the clients.",
                     .fallback = "always"},
                    {.name = "kind",
                     .form = choice({"hard", "soft", "async"}),
                     .about = "hard: the request fails with it; soft: the answer is poorer without "
                              "it; async: made after the answer, and nobody waits.",
                     .fallback = "hard"}}};
        for (Key& key : tries_keys("1", "1s")) made.keys.push_back(std::move(key));
        return made;
    }();
    return shape;
}

const Shape& codel_shape() {
    static const Shape shape{"CoDel",
                             "Drops from a queue in which waiting has been too long for too long "
                             "(RFC 8289).",
                             {{.name = "target",
                               .form = duration("1us", "1h"),
                               .about = "Waiting so long is too long.",
                               .fallback = "5ms"},
                              {.name = "interval",
                               .form = duration("1us", "1h"),
                               .about = "For so long.",
                               .fallback = "100ms"}}};
    return shape;
}

const Shape& fixed_limit_shape() {
    static const Shape shape{"fixed limit",
                             "So many requests at a time.",
                             {{.name = "fixed",
                               .form = count("1", "1000000"),
                               .about = "How many.",
                               .required = true,
                               .example = "100"}}};
    return shape;
}

const Shape& aimd_limit_shape() {
    static const Shape parameters{
        "parameters of an adaptive limit",
        "One more with each good answer, fewer with each bad one.",
        {{.name = "start", .form = count("1", "1000000"), .about = "At first.", .fallback = "20"},
         {.name = "least", .form = count("1", "1000000"), .about = "Never fewer.", .fallback = "1"},
         {.name = "most",
          .form = count("1", "1000000"),
          .about = "Never more.",
          .fallback = "1000"},
         {.name = "decrease",
          .form = number("0.01", "1"),
          .about = "A bad answer multiplies the limit by this.",
          .fallback = "0.9"},
         {.name = "slow",
          .form = duration("1us"),
          .about = "An answer later than this is a bad one.",
          .fallback = "5s"}}};
    static const Shape shape{"adaptive limit",
                             "Additive increase, multiplicative decrease.",
                             {{.name = "adaptive",
                               .form = object(parameters),
                               .about = "Its parameters.",
                               .required = true,
                               .example = R"({"start": 20})"}}};
    return shape;
}

const Shape& quota_shape() {
    static const Shape shape{"quota",
                             "What one tenant may ask of one instance: a bucket of tokens.",
                             {{.name = "rate",
                               .form = number_above("0", "10000000"),
                               .about = "Requests per second.",
                               .required = true,
                               .example = "100"},
                              {.name = "burst",
                               .form = count("1", "1000000"),
                               .about = "Requests at once, after a pause.",
                               .fallback = "100"}}};
    return shape;
}

const Shape& warm_up_shape() {
    static const Shape shape{"warm-up",
                             "A process that has just started works more slowly, ever less so.",
                             {{.name = "lasts",
                               .form = duration("1ms", "1d"),
                               .about = "How long.",
                               .required = true,
                               .example = "\"60s\""},
                              {.name = "slowdown",
                               .form = number("1", "1000"),
                               .about = "At its start the service time is so many times longer.",
                               .required = true,
                               .example = "3"}}};
    return shape;
}

// How requests are taken in and worked on.
std::vector<Key> serving_keys() {
    return {
        {.name = "queue_discipline",
         .form = choice({"fifo", "lifo", "adaptive-lifo"}),
         .about = "Who is served next; adaptive-lifo: the last come while the queue is long.",
         .fallback = "fifo"},
        {.name = "long_from",
         .form = count("0", "1000000000"),
         .about = "Of adaptive-lifo: so many waiters make a long queue.",
         .fallback = "10"},
        {.name = "when_full",
         .form = choice({"reject-new", "drop-oldest"}),
         .about = "Who is rejected when the queue is full.",
         .fallback = "reject-new"},
        {.name = "codel",
         .form = object(codel_shape()),
         .about = "Absent: nothing is dropped from the queue."},
        {.name = "concurrency_limit",
         .form = by_key({&fixed_limit_shape(), &aimd_limit_shape()}),
         .about = "Requests inside one instance, queue and calls included; one more is "
                  "rejected. Absent: none.",
         .example = R"({"fixed": 100})"},
        {.name = "shedding",
         .form = list(ratio(), 1, 16),
         .about = "By priority, the most important first: the share of workers and queue places "
                  "taken from which on such requests are rejected. Never rising.",
         .example = R"(["100%", "80%"])"},
        {.name = "tenant_quota",
         .form = object(quota_shape()),
         .about = "Absent: tenants share everything."},
        {.name = "deadline_aware",
         .form = boolean(),
         .about = "true: it drops what its caller no longer waits for, and its own calls wait no "
                  "longer than its caller.",
         .fallback = "false"},
        {.name = "calls_in_parallel",
         .form = boolean(),
         .about = "true: all calls at once; the answer waits for the last of them.",
         .fallback = "false"},
        {.name = "warm_up",
         .form = object(warm_up_shape()),
         .about = "Absent: a process that is ready works as fast as ever."},
        {.name = "scaling",
         .form = object(scaling_shape()),
         .about = "Absent: the instances are as many as they are."}};
}

}  // namespace

const Shape& service_shape() {
    static const Form instances = count("0", "100000");
    static const Shape shape = [] {
        Shape made{
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
             {.name = "needs",
              .form = list(object(need_shape()), 0, 100),
              .about = "What it asks of dependencies, in order, before its calls.",
              .example = R"([{"dependency": "key-service", "cache": {"ttl": "60s"}}])"},
             {.name = "calls",
              .form = list(object(call_shape()), 0, 100),
              .about = "What it calls, in order.",
              .example = R"([{"to": "state", "when": "write", "timeout": "1s", "tries": 2}])"},
             {.name = "tolerates",
              .form = list(object(tolerance_shape(false)), 1, 8),
              .about = "Losses that it survives, each any so many at once. triaz lint looks for a "
                       "way past them, and triaz tolerance attacks them.",
              .example = R"([{"zones": 1}])"}}};
        for (Key& key : serving_keys()) made.keys.push_back(std::move(key));
        return made;
    }();
    return shape;
}

}  // namespace triaz::scenario
