#include "sim/history/timeline.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& zone_target() {
    static const Shape shape{"zone target",
                             "A whole zone.",
                             {{.name = "zone",
                               .form = name("zone"),
                               .about = "Which.",
                               .required = true,
                               .example = "\"a\""}}};
    return shape;
}

const Shape& data_center_target() {
    static const Shape shape{"data centre target",
                             "A whole data centre.",
                             {{.name = "data_center",
                               .form = name("data centre"),
                               .about = "Which.",
                               .required = true,
                               .example = "\"a1\""}}};
    return shape;
}

const Shape& host_target() {
    static const Shape shape{"host target",
                             "One host.",
                             {{.name = "host",
                               .form = name("host"),
                               .about = "Which.",
                               .required = true,
                               .example = "\"a1-h1\""}}};
    return shape;
}

const Shape& component_target() {
    static const Shape shape{
        "component target",
        "The processes of one component: on one host, in one zone, or everywhere; for process "
        "crashes and wrong answers.",
        {{.name = "component",
          .form = name("service, balancer or store"),
          .about = "Which.",
          .required = true,
          .example = "\"state\""},
         {.name = "host", .form = name("host"), .about = "Where.", .example = "\"a1-h1\""},
         {.name = "zone",
          .form = name("zone"),
          .about = "In which zone, in place of host.",
          .example = "\"a\""}}};
    return shape;
}

const Shape& checkers_target() {
    static const Shape shape{"checkers target",
                             "What checks a balancer's instances and nodes; for checks-fail.",
                             {{.name = "checks_of",
                               .form = name("balancer"),
                               .about = "Which.",
                               .required = true,
                               .example = "\"edge\""}}};
    return shape;
}

const Shape& control_plane_target() {
    static const Shape shape{"control plane target",
                             "What decides away from the requests; for control-plane-loss.",
                             {{.name = "control_plane",
                               .form = choice({"names", "scaling"}),
                               .about = "names: the name service gives out the answers it has; "
                                        "scaling: no instance is launched or stopped.",
                               .required = true,
                               .example = "\"names\""}}};
    return shape;
}

const Shape& dependency_target() {
    static const Shape shape{
        "dependency target",
        "What others run: its part in one zone, or all of it; for dependency-loss, added-latency, "
        "error-answers and stale-answers.",
        {{.name = "dependency",
          .form = name("dependency"),
          .about = "Which.",
          .required = true,
          .example = "\"key-service\""},
         {.name = "zone",
          .form = name("zone"),
          .about = "Its part there; absent: all of it.",
          .example = "\"a\""}}};
    return shape;
}

const Shape& role_target() {
    static const Shape shape{
        "role target",
        "Found when the fault strikes.",
        {{.name = "role",
          .form = choice({"zone-of-most-leaders", "leader-host"}),
          .about =
              "zone-of-most-leaders: the zone where most shards of the store have their leader; "
              "leader-host: the host of one shard's leader.",
          .required = true,
          .example = "\"leader-host\""},
         {.name = "store",
          .form = name("store"),
          .about = "Whose leaders.",
          .required = true,
          .example = "\"state\""},
         {.name = "shard",
          .form = count("0", "9999"),
          .about = "Of leader-host only.",
          .fallback = "0"}}};
    return shape;
}

const Shape& path_target() {
    static const Shape shape{
        "path target",
        "The path between two zones, or between a zone and its clients; for faults of paths only.",
        {{.name = "from",
          .form = name("zone"),
          .about = "A zone.",
          .required = true,
          .example = "\"a\""},
         {.name = "to",
          .form = name("zone"),
          .about =
              "Another zone, or \"clients\": all clients, and the checkers of the name service.",
          .required = true,
          .example = "\"b\""},
         {.name = "one_way",
          .form = boolean(),
          .about = "Only what goes from the first to the second; what comes back arrives.",
          .fallback = "false"}}};
    return shape;
}

const Shape& fault_shape() {
    static const Shape shape{
        "fault",
        "What goes wrong.",
        {{.name = "name",
          .form = text(),
          .about = "Unique; absent: made of kind and target.",
          .example = "\"power loss of zone a\""},
         {.name = "kind",
          .form = choice({"power-loss", "process-crash", "partition", "message-loss",
                          "added-latency", "error-answers", "checks-fail", "evacuation",
                          "control-plane-loss", "slow-clock", "dependency-loss", "stale-answers"}),
          .about =
              "power-loss: silence, and what no disk holds is gone; process-crash: connections are "
              "reset, and the host stays; partition: no message passes the paths struck (of a "
              "zone: those to all other zones); message-loss: a share of them is lost; "
              "added-latency: a share of them takes longer; error-answers: a share of the requests "
              "is answered with an error at once; checks-fail: health checks find nothing healthy; "
              "evacuation: an operator leads new requests around a zone; control-plane-loss: what "
              "it decides stays as it is; slow-clock: the clocks of hosts lose a share of the "
              "time, and members of stores there wait longer; dependency-loss: no answer comes, "
              "and sessions that it carries are dropped; stale-answers: a share of its answers is "
              "old.",
          .required = true,
          .example = "\"power-loss\""},
         {.name = "target",
          .form = by_key({&role_target(), &dependency_target(), &component_target(), &path_target(),
                          &zone_target(), &data_center_target(), &host_target(), &checkers_target(),
                          &control_plane_target()}),
          .about = "Whom it strikes.",
          .required = true,
          .example = R"({"zone": "a"})"},
         {.name = "at",
          .form = duration(),
          .about = "From the start of the run, warm-up included.",
          .required = true,
          .example = "\"30s\""},
         {.name = "for",
          .form = duration("1ns"),
          .about = "How long; absent: to the end of the run.",
          .example = "\"60s\""},
         {.name = "share",
          .form = ratio(),
          .about = "Of the messages, requests or answers, each by itself; for message-loss, "
                   "added-latency, error-answers and stale-answers; of the time, for slow-clock.",
          .fallback = "100%"},
         {.name = "latency",
          .form = distribution(),
          .about = "What added-latency adds to a message, one way.",
          .example = "\"200ms\""}}};
    return shape;
}

std::vector<std::string> mark_names() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < history::mark_count; ++i) {
        names.emplace_back(history::name_of(static_cast<history::Mark>(i)));
    }
    return names;
}

const Shape& sometimes_shape() {
    static const Shape shape{"sometimes goal",
                             "What must have happened in the run for its verdict to mean anything.",
                             {{.name = "mark",
                               .form = choice(mark_names()),
                               .about = "The moment.",
                               .required = true,
                               .example = "\"leader-elected\""},
                              {.name = "at_least",
                               .form = count("1", "1000000000"),
                               .about = "How often.",
                               .fallback = "1"}}};
    return shape;
}

const Shape& no_mutants_shape() {
    static const Shape shape{"reason for no mutants",
                             "Why nothing made worse would be refuted.",
                             {{.name = "none",
                               .form = text(),
                               .about = "The reason.",
                               .required = true,
                               .example = "\"a measurement without a promise\""}}};
    return shape;
}

const Shape& mutant_shape() {
    static const Shape shape{
        "mutant",
        "The same scenario on a deployment made worse on purpose: it must be refuted.",
        {{.name = "name",
          .form = text(),
          .about = "What is worse.",
          .required = true,
          .example = "\"acknowledge after one copy\""},
         {.name = "model",
          .form = patch("model"),
          .about = "RFC 7386 merge patch onto the model, overrides applied."},
         {.name = "scenario",
          .form = patch("scenario"),
          .about = "RFC 7386 merge patch onto this file."},
         {.name = "refutes",
          .form = list(name("claim"), 1, 100),
          .about = "The claims that it must refute.",
          .required = true,
          .example = R"(["rto"])"}}};
    return shape;
}

}  // namespace

const Shape& scenario_shape() {
    static const Shape shape{
        "scenario",
        "One question to a model, and what must come out.",
        {{.name = "triaz",
          .form = text("^scenario/1\\.0$", "\"scenario/1.0\"",
                       [](std::string_view t) { return t == "scenario/1.0"; }),
          .about = "Kind and version of the file.",
          .required = true,
          .example = "\"scenario/1.0\""},
         {.name = "$schema", .form = text(), .about = "For editors."},
         {.name = "question",
          .form = text("\\?$", "a sentence that ends with a question mark",
                       [](std::string_view t) { return t.ends_with('?'); }),
          .about = "What is asked, in one sentence.",
          .required = true,
          .example = "\"Does a zone without power lose a write?\""},
         {.name = "explanation", .form = text(), .about = "What happens and why it is asked."},
         {.name = "model",
          .form = text(),
          .about = "The model's path, relative to this file.",
          .required = true,
          .example = "\"../../models/reference.json\""},
         {.name = "overrides",
          .form = patch("model"),
          .about = "RFC 7386 merge patch onto the model (null removes a key)."},
         {.name = "seed",
          .form = count("0", "18446744073709551615"),
          .about = "Of all randomness.",
          .fallback = "1"},
         {.name = "warm_up", .form = duration(), .about = "Not judged.", .fallback = "10s"},
         {.name = "duration",
          .form = duration("1ms"),
          .about = "Of the whole run, warm-up included.",
          .required = true,
          .example = "\"120s\""},
         {.name = "slice",
          .form = duration("1ms", "1h"),
          .about = "The grain in which availability is measured.",
          .fallback = "100ms"},
         {.name = "faults",
          .form = list(object(fault_shape()), 0, 1'000),
          .about = "What goes wrong.",
          .example =
              R"([{"kind": "power-loss", "target": {"zone": "a"}, "at": "30s", "for": "60s"}])"},
         {.name = "claims",
          .form = list(one_claim(), 1, 1'000),
          .about = "The promises to be judged.",
          .required = true,
          .example = R"([{"id": "rto", "kind": "recovery-time", "level": "Z2"}])"},
         {.name = "sometimes",
          .form = list(object(sometimes_shape()), 0, 100),
          .about = "What must have happened.",
          .example = R"([{"mark": "leader-elected"}])"},
         {.name = "mutants",
          .form =
              either({list(object(mutant_shape()), 1, most_mutants), object(no_mutants_shape())}),
          .about = "Deployments made worse that the scenario must refute, or why there is none.",
          .required = true,
          .example =
              R"([{"name": "one copy", "refutes": ["rpo"],
                   "model": {"stores": {"state": {"copies_before_acknowledging": 1}}}}])"}}};
    return shape;
}

}  // namespace triaz::scenario
