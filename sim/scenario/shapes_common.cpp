#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& truncated_shape() {
    static const Shape shape{
        "bounds",
        "Draws only between these two.",
        {{.name = "low", .form = duration(), .about = "No draw is shorter.", .fallback = "0s"},
         {.name = "high",
          .form = duration(),
          .about = "No draw is longer; absent: no upper bound."}}};
    return shape;
}

// One way to describe a distribution: the key that names it, and perhaps bounds.
Shape way(std::string name, std::string about, Form form, std::string example) {
    return {name + " distribution",
            about,
            {{.name = name,
              .form = std::move(form),
              .about = about,
              .required = true,
              .example = std::move(example)},
             {.name = "truncated",
              .form = object(truncated_shape()),
              .about = "Conditions the distribution on an interval."}}};
}

const Shape& exponential_shape() {
    static const Shape parameters{"parameters of an exponential",
                                  "Memoryless.",
                                  {{.name = "mean",
                                    .form = duration(),
                                    .about = "Its mean.",
                                    .required = true,
                                    .example = "\"2ms\""}}};
    static const Shape shape =
        way("exponential", "Memoryless, by its mean.", object(parameters), R"({"mean": "2ms"})");
    return shape;
}

const Shape& lognormal_shape() {
    static const Shape parameters{"parameters of a lognormal",
                                  "As latencies are reported.",
                                  {{.name = "median",
                                    .form = duration("1ns"),
                                    .about = "Half of all draws are shorter.",
                                    .required = true,
                                    .example = "\"1ms\""},
                                   {.name = "p99",
                                    .form = duration("1ns"),
                                    .about = "99 % of all draws are shorter; not below the median.",
                                    .required = true,
                                    .example = "\"5ms\""}}};
    static const Shape shape = way("lognormal", "By its median and 99th percentile.",
                                   object(parameters), R"({"median": "1ms", "p99": "5ms"})");
    return shape;
}

const Shape& pareto_shape() {
    static const Shape parameters{"parameters of a pareto",
                                  "P(X > x) = (minimum / x)^shape.",
                                  {{.name = "minimum",
                                    .form = duration("1ns"),
                                    .about = "The shortest draw.",
                                    .required = true,
                                    .example = "\"1ms\""},
                                   {.name = "shape",
                                    .form = number("0.01", "1000"),
                                    .about = "The tail index: the smaller, the heavier the tail; "
                                             "at 1 and below the mean is infinite.",
                                    .required = true,
                                    .example = "2.5"}}};
    static const Shape shape = way("pareto", "Heavy-tailed, by its minimum and tail index.",
                                   object(parameters), R"({"minimum": "1ms", "shape": 2.5})");
    return shape;
}

const Shape& uniform_shape() {
    static const Shape parameters{"parameters of a uniform",
                                  "All between are equally likely.",
                                  {{.name = "low",
                                    .form = duration(),
                                    .about = "The shortest draw.",
                                    .required = true,
                                    .example = "\"1ms\""},
                                   {.name = "high",
                                    .form = duration(),
                                    .about = "The longest draw.",
                                    .required = true,
                                    .example = "\"3ms\""}}};
    static const Shape shape = way("uniform", "Equally likely between two bounds.",
                                   object(parameters), R"({"low": "1ms", "high": "3ms"})");
    return shape;
}

const Shape& constant_shape() {
    static const Shape shape =
        way("constant", "Always the same; \"2ms\" alone says the same.", duration(), "\"2ms\"");
    return shape;
}

const Shape& empirical_shape() {
    static const Shape shape =
        way("empirical",
            "Measured quantiles: pairs of a share, rising from 0 to 1, and the duration that this "
            "share "
            "of all draws does not exceed; linear between them.",
            list(list(either({number("0", "1"), duration()}), 2, 2), 2, 10'000),
            R"([[0, "1ms"], [0.5, "2ms"], [1, "9ms"]])");
    return shape;
}

}  // namespace

Form distribution() {
    static const Form form =
        either({duration(), by_key({&exponential_shape(), &lognormal_shape(), &pareto_shape(),
                                    &uniform_shape(), &constant_shape(), &empirical_shape()})});
    return form;
}

namespace {

const Shape& token_budget_shape() {
    static const Shape shape{
        "token budget",
        "A bucket that failures empty and successes fill; while more than half is left there are "
        "retries (gRPC).",
        {{.name = "tokens",
          .form = count("1", "1000000"),
          .about = "In a full bucket.",
          .required = true,
          .example = "10"},
         {.name = "per_success",
          .form = number("0", "1"),
          .about = "Tokens that a success gives back.",
          .fallback = "0.1"}}};
    return shape;
}

const Shape& share_budget_shape() {
    static const Shape shape{"retry share",
                             "Retries under way are at most a share of all requests under way "
                             "(Envoy).",
                             {{.name = "share",
                               .form = ratio(),
                               .about = "Of the requests of a calling process.",
                               .required = true,
                               .example = "\"20%\""},
                              {.name = "least",
                               .form = count("0", "1000000"),
                               .about = "So many are always allowed.",
                               .fallback = "3"}}};
    return shape;
}

const Shape& breaker_shape() {
    static const Shape shape{"circuit breaker",
                             "Refuses all calls for a while when too many of the last ones failed.",
                             {{.name = "window",
                               .form = count("1", "100000"),
                               .about = "Of the last calls.",
                               .fallback = "100"},
                              {.name = "least",
                               .form = count("1", "100000"),
                               .about = "Calls before it may open; at most the window.",
                               .fallback = "100"},
                              {.name = "failures",
                               .form = ratio(),
                               .about = "It opens at this share or above.",
                               .fallback = "50%"},
                              {.name = "in_a_row",
                               .form = count("0", "100000"),
                               .about = "It opens at so many failures in a row; 0: not for that.",
                               .fallback = "0"},
                              {.name = "open_for",
                               .form = duration("1ms", "1d"),
                               .about = "Until it lets a few try.",
                               .fallback = "60s"},
                              {.name = "trials",
                               .form = count("1", "100000"),
                               .about = "How many those are.",
                               .fallback = "10"}}};
    return shape;
}

}  // namespace

std::vector<Key> tries_keys(std::string tries, std::string timeout) {
    return {
        {.name = "timeout",
         .form = duration("1us"),
         .about = "Given up and, perhaps, tried again after this long.",
         .fallback = std::move(timeout)},
        {.name = "tries",
         .form = count("1", "100"),
         .about = "Tries in all, the first included.",
         .fallback = std::move(tries)},
        {.name = "backoff",
         .form = duration(),
         .about = "The wait before the second try.",
         .fallback = "50ms"},
        {.name = "backoff_factor",
         .form = number("1", "100"),
         .about = "Each further wait is so many times longer.",
         .fallback = "2"},
        {.name = "backoff_cap",
         .form = duration(),
         .about = "No wait is longer.",
         .fallback = "1s"},
        {.name = "jitter",
         .form = choice({"full", "none", "equal", "around", "decorrelated"}),
         .about = "full: a wait is drawn between zero and the backoff, so that clients do not "
                  "come back all at once; equal: between half of it and all; around: 20 % "
                  "either way; decorrelated: between the first backoff and three times the "
                  "wait before.",
         .fallback = "full"},
        {.name = "retry_writes",
         .form = boolean(),
         .about = "false: a write that may have taken effect is not tried again.",
         .fallback = "true"},
        {.name = "retry_budget",
         .form = by_key({&token_budget_shape(), &share_budget_shape()}),
         .about = "What keeps a calling process from multiplying an overload; absent: nothing.",
         .example = R"({"tokens": 10})"},
        {.name = "circuit_breaker", .form = object(breaker_shape()), .about = "Absent: none."},
        {.name = "connections",
         .form = count("1", "1000000"),
         .about = "Requests that a calling process has under way at a time; absent: any number.",
         .example = "100"},
        {.name = "connection_queue",
         .form = count("0", "1000000"),
         .about = "Requests that may wait for a connection; one more fails at once.",
         .fallback = "1024"}};
}

}  // namespace triaz::scenario
