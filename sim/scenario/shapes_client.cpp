#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& curve_shape() {
    static const Shape shape{
        "rate curve",
        "A rate that changes: pairs of a time and a multiple of the cohort's rate.",
        {{.name = "curve",
          .form = list(list(either({duration(), number("0", "1000000")}), 2, 2), 1, 100'000),
          .about = "The first at 0s; it goes on with the last one.",
          .required = true,
          .example = R"([["0s", 1], ["60s", 3]])"},
         {.name = "between",
          .form = choice({"linear", "held"}),
          .about = "From one pair to the next: in a line, or in a jump.",
          .fallback = "linear"}}};
    return shape;
}

const Shape& day_shape() {
    static const Shape shape{"daily curve",
                             "A day's 24 hours, as multiples of the cohort's rate, linear between "
                             "them and repeated.",
                             {{.name = "day",
                               .form = list(number("0", "1000000"), 24, 24),
                               .about = "From the start of the run on.",
                               .required = true,
                               .example = "[0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.5, 0.8, 1.5, 1.9, 1.9, "
                                          "1.8, 1.6, 1.7, 1.9, 1.9, 1.7, 1.4, 1.1, 0.9, 0.7, 0.5, "
                                          "0.4, 0.3]"}}};
    return shape;
}

const Shape& bursts_shape() {
    static const Shape parameters{"parameters of bursts",
                                  "The rate is the cohort's in calm, and a multiple of it in a "
                                  "burst; both last exponential times.",
                                  {{.name = "factor",
                                    .form = number("1", "1000000"),
                                    .about = "The rate in a burst, as a multiple.",
                                    .required = true,
                                    .example = "5"},
                                   {.name = "calm",
                                    .form = duration("1ms", "365d"),
                                    .about = "Mean length.",
                                    .required = true,
                                    .example = "\"30s\""},
                                   {.name = "burst",
                                    .form = duration("1ms", "365d"),
                                    .about = "Mean length.",
                                    .required = true,
                                    .example = "\"2s\""}}};
    static const Shape shape{"bursty arrivals",
                             "Calm and bursts in turn.",
                             {{.name = "bursts",
                               .form = object(parameters),
                               .about = "How they are.",
                               .required = true,
                               .example = R"({"factor": 5, "calm": "30s", "burst": "2s"})"}}};
    return shape;
}

const Shape& closed_loop_shape() {
    static const Shape shape{
        "closed loop",
        "Each caller sends its next request when it has thought over the answer to the last one. "
        "There are as many callers as make the cohort's rate when answers take no time.",
        {{.name = "think_time",
          .form = distribution(),
          .about = "Between an answer and the next request.",
          .required = true,
          .example = R"({"exponential": {"mean": "2s"}})"}}};
    return shape;
}

}  // namespace

Form open_arrivals() { return by_key({&curve_shape(), &day_shape(), &bursts_shape()}); }

const Shape& client_shape() {
    static const Shape shape = [] {
        Shape made{
            "client cohort",
            "Clients that are alike.",
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
             {.name = "arrivals",
              .form = by_key({&curve_shape(), &day_shape(), &bursts_shape(), &closed_loop_shape()}),
              .about = "When they come; absent: a Poisson process of that rate.",
              .example = R"({"curve": [["0s", 1], ["60s", 3]]})"},
             {.name = "priority",
              .form = count("0", "15"),
              .about = "0 is the most important; for services that shed by priority.",
              .fallback = "0"},
             {.name = "tenant",
              .form = text(),
              .about = "Whose clients they are; absent: a tenant of their own.",
              .example = "\"tenant-7\""},
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
             .about = "Calling processes among them, each with a name cache, a retry budget, a "
                      "circuit breaker and connections of its own.",
             .fallback = "100"});
        made.keys.push_back({.name = "sessions",
                             .form = count("1", "100000000"),
                             .about = "Users among them, for balancers that go by the session.",
                             .fallback = "10000"});
        return made;
    }();
    return shape;
}

}  // namespace triaz::scenario
