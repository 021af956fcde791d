// What a scenario can promise.
#include <iterator>

#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

bool is_clause(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    return text.size() == 3 && text[0] == 'C' && digit(1) && digit(2);
}

// In the order of their shapes in one_claim().
std::vector<std::string> kinds_of_claim() {
    return {"recovery-time",    "recovery-point",    "active-zones",      "synchronous-copies",
            "linearizable",     "re-routing",        "capacity-restored", "customer-link-loss",
            "tenant-isolation", "dependency-outage", "sessions"};
}

std::vector<Key> claim_keys() {
    return {{.name = "id",
             .form = name("claim"),
             .about = "Unique in the scenario.",
             .required = true,
             .example = "\"rto\""},
            {.name = "kind",
             .form = choice(kinds_of_claim()),
             .about = "What is promised.",
             .required = true,
             .example = "\"recovery-time\""},
            {.name = "contract",
             .form = list(text("^C[0-9]{2}$", "a clause such as \"C09\"", is_clause), 0, 100),
             .about = "The clauses of the contract that it decides.",
             .example = R"(["C09"])"},
            {.name = "expected",
             .form = choice({"upheld", "refuted", "inconclusive"}),
             .about = "refuted: the scenario shows a failure on purpose.",
             .fallback = "upheld"}};
}

Shape claim(std::string name, std::string about, std::vector<Key> keys) {
    Shape shape{std::move(name), std::move(about), claim_keys()};
    shape.keys.insert(shape.keys.end(), std::make_move_iterator(keys.begin()),
                      std::make_move_iterator(keys.end()));
    return shape;
}

const Shape& minimum_service_shape() {
    static const Shape shape{
        "minimum service",
        "The service level below which a slice counts as outage.",
        {{.name = "success",
          .form = ratio(),
          .about = "The share of requests of a slice that must succeed in time.",
          .fallback = "99%"},
         {.name = "within_objective",
          .form = ratio(),
          .about = "The share of successes that must also keep the cohort's latency objective.",
          .example = "\"95%\""},
         {.name = "settle",
          .form = duration("1ms"),
          .about = "For how long the level must hold for the service to count as recovered.",
          .fallback = "5s"}}};
    return shape;
}

const Shape& recovery_time_shape() {
    static const Shape shape = claim(
        "recovery-time claim", "Recovery time zero, at a level that says what is meant by zero.",
        {{.name = "level",
          .form = choice({"Z0", "Z1", "Z2", "Z3"}),
          .about = "Z0 hands-off: no human action; Z1: no outage; Z2: no client-visible error; Z3: "
                   "hitless.",
          .required = true,
          .example = "\"Z2\""},
         {.name = "at_most",
          .form = duration(),
          .about = "With Z0 and Z1: no outage is longer than this.",
          .fallback = "0s"},
         {.name = "minimum_service",
          .form = object(minimum_service_shape()),
          .about = "What counts as outage."},
         {.name = "slice",
          .form = duration("1ms", "1h"),
          .about = "The grain in which outage is measured, a multiple of the scenario's slice; "
                   "absent: that.",
          .example = "\"100ms\""},
         {.name = "cohorts",
          .form = list(name("client cohort"), 1, 1'000),
          .about = "Whose requests; absent: all.",
          .example = R"(["web"])"}});
    return shape;
}

const Shape& recovery_point_shape() {
    static const Shape shape =
        claim("recovery-point claim", "Recovery point: acknowledged writes that do not survive.",
              {{.name = "stores",
                .form = list(name("store"), 1, 1'000),
                .about = "In scope; absent: all.",
                .example = R"(["state"])"},
               {.name = "lost_at_most",
                .form = count("0", "1000000000000"),
                .about = "Acknowledged writes.",
                .fallback = "0"}});
    return shape;
}

const Shape& active_zones_shape() {
    static const Shape shape =
        claim("active-zones claim", "So many zones each serve their share before the first fault.",
              {{.name = "zones", .form = count("1", "64"), .about = "How many.", .fallback = "3"},
               {.name = "share",
                .form = ratio(),
                .about = "The least share of each.",
                .fallback = "20%"}});
    return shape;
}

const Shape& synchronous_copies_shape() {
    static const Shape shape = claim("synchronous-copies claim",
                                     "Each write is on disk in several zones when acknowledged.",
                                     {{.name = "zones",
                                       .form = count("1", "8"),
                                       .about = "In how many, at least.",
                                       .fallback = "2"},
                                      {.name = "stores",
                                       .form = list(name("store"), 1, 1'000),
                                       .about = "In scope; absent: all.",
                                       .example = R"(["state"])"}});
    return shape;
}

const Shape& linearizable_shape() {
    static const Shape shape =
        claim("linearizable claim",
              "What clients read and wrote of each key has an order that explains every answer. "
              "Judged on a sample of the keys.",
              {{.name = "stores",
                .form = list(name("store"), 1, 1'000),
                .about = "In scope; absent: all.",
                .example = R"(["state"])"}});
    return shape;
}

Key level_key() {
    return {.name = "minimum_service",
            .form = object(minimum_service_shape()),
            .about = "What the clients are to keep."};
}

Key slice_key() {
    return {.name = "slice",
            .form = duration("1ms", "1h"),
            .about = "The grain in which it is looked at, a multiple of the scenario's slice.",
            .fallback = "1s"};
}

const Shape& re_routing_shape() {
    static const Shape shape = claim(
        "re-routing claim",
        "What failed is found out, and requests are led elsewhere: after a while attempts "
        "succeed at once again, without retries.",
        {{.name = "within", .form = duration("1ms"), .about = "Of each fault.", .fallback = "30s"},
         level_key(),
         slice_key(),
         {.name = "cohorts",
          .form = list(name("client cohort"), 1, 1'000),
          .about = "Whose requests; absent: all.",
          .example = R"(["web"])"}});
    return shape;
}

const Shape& capacity_restored_shape() {
    static const Shape shape = claim(
        "capacity-restored claim",
        "As many instances of each service are ready again as were before the first fault.",
        {{.name = "within", .form = duration("1ms"), .about = "Of the fault.", .fallback = "60s"},
         {.name = "share",
          .form = ratio(),
          .about = "Of the instances that were ready before.",
          .fallback = "100%"}});
    return shape;
}

const Shape& customer_link_loss_shape() {
    static const Shape shape =
        claim("customer-link-loss claim",
              "The line of some customers is lost, and nobody else is harmed.",
              {{.name = "cut",
                .form = list(name("client cohort"), 1, 1'000),
                .about = "Who is behind the line.",
                .required = true,
                .example = R"(["branch"])"},
               level_key(),
               slice_key()});
    return shape;
}

const Shape& tenant_isolation_shape() {
    static const Shape shape =
        claim("tenant-isolation claim",
              "Some tenants send far more than usual, and others hardly notice.",
              {{.name = "flooding",
                .form = list(name("client cohort"), 1, 1'000),
                .about = "Who sends so much.",
                .required = true,
                .example = R"(["flood"])"},
               {.name = "flood_at_least",
                .form = number("1", "1000000"),
                .about = "It is a flood from so many times the usual on.",
                .fallback = "3"},
               {.name = "slower_at_most",
                .form = number("1", "1000000"),
                .about = "Times the mean latency that others have without the flood.",
                .fallback = "2"},
               level_key(),
               slice_key()});
    return shape;
}

const Shape& dependency_outage_shape() {
    static const Shape shape =
        claim("dependency-outage claim",
              "While a fault of a dependency lasts, clients are served all the same.",
              {{.name = "dependency",
                .form = name("dependency"),
                .about = "Which.",
                .required = true,
                .example = "\"key-service\""},
               {.name = "cohorts",
                .form = list(name("client cohort"), 1, 1'000),
                .about = "Whose requests; absent: all.",
                .example = R"(["web"])"},
               {.name = "success",
                .form = ratio(),
                .about = "The share of the requests issued meanwhile that must succeed in time, "
                         "for each cohort.",
                .fallback = "99%"},
               {.name = "fails_closed",
                .form = boolean(),
                .about = "true: no request that needs an answer may go on without one.",
                .fallback = "false"}});
    return shape;
}

const Shape& sessions_shape() {
    static const Shape shape = claim(
        "sessions claim", "Sessions under way are kept through faults, or are back in time.",
        {{.name = "cohorts",
          .form = list(name("session cohort"), 1, 1'000),
          .about = "Whose sessions; absent: all.",
          .example = R"(["calls-a"])"},
         {.name = "kept",
          .form = ratio(),
          .about = "The share of those under way at the first fault that must be kept, or be back "
                   "in time after each drop.",
          .fallback = "100%"},
         {.name = "within",
          .form = duration("1ms"),
          .about = "Back so soon after being dropped.",
          .fallback = "10s"},
         {.name = "dropped_at_most",
          .form = count("0", "1000000000"),
          .about = "Drops, whether made good or not; absent: any number.",
          .example = "0"},
         {.name = "blocked_at_most",
          .form = ratio(),
          .about = "The share of the sessions that begin which may fail to; absent: any.",
          .example = "\"1%\""}});
    return shape;
}

}  // namespace

Form one_claim() {
    return by_word("kind", kinds_of_claim(),
                   {&recovery_time_shape(), &recovery_point_shape(), &active_zones_shape(),
                    &synchronous_copies_shape(), &linearizable_shape(), &re_routing_shape(),
                    &capacity_restored_shape(), &customer_link_loss_shape(),
                    &tenant_isolation_shape(), &dependency_outage_shape(), &sessions_shape()});
}

}  // namespace triaz::scenario
