// What others run and the deployment needs, and long-lived sessions.
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& cache_shape() {
    static const Shape shape{
        "answer cache",
        "Answers that each calling instance keeps; one that has restarted has none.",
        {{.name = "ttl",
          .form = duration("1ms"),
          .about = "An answer is fresh for so long, and asks nobody.",
          .required = true,
          .example = "\"60s\""},
         {.name = "keys",
          .form = count("1", "10000"),
          .about = "Different things asked for (keys of customers, tokens), all alike often.",
          .fallback = "1"},
         {.name = "serve_stale",
          .form = duration(),
          .about = "For so long after that it is used all the same, when no other is to be had.",
          .fallback = "0s"}}};
    return shape;
}

}  // namespace

const Shape& dependency_shape() {
    static const Shape shape{
        "dependency",
        "What others run and the deployment needs: a key service, an identity provider, carriers. "
        "It is never full.",
        {{.name = "kind",
          .form = text(),
          .about = "What it is.",
          .required = true,
          .example = "\"key service\""},
         {.name = "zones",
          .form = list(name("zone"), 1, most_zones),
          .about = "It has a part of its own in each of these; callers use that of their zone, or "
                   "the first. Absent: it stands outside the region, and is reached on the way "
                   "that clients come on.",
          .example = R"(["a", "b", "c"])"},
         {.name = "answer_time",
          .form = distribution(),
          .about = "From a call's arrival until its answer leaves.",
          .fallback = "0s",
          .example = R"({"lognormal": {"median": "5ms", "p99": "40ms"}})"}}};
    return shape;
}

const Shape& need_shape() {
    static const Shape shape{
        "need",
        "What an instance asks of a dependency before its calls.",
        {{.name = "dependency",
          .form = name("dependency"),
          .about = "Whom it asks.",
          .required = true,
          .example = "\"key-service\""},
         {.name = "when",
          .form = choice({"always", "read", "write"}),
          .about = "For which requests of the clients.",
          .fallback = "always"},
         {.name = "share",
          .form = ratio(),
          .about = "The share of those that need it, each by itself.",
          .fallback = "100%"},
         {.name = "kind",
          .form = choice({"hard", "soft", "async"}),
          .about = "hard: the request fails without an answer; soft: it goes on without one (fails "
                   "open); async: asked after the answer, and nobody waits.",
          .fallback = "hard"},
         {.name = "timeout",
          .form = duration("1us"),
          .about = "Given up and, perhaps, tried again after this long.",
          .fallback = "1s"},
         {.name = "tries",
          .form = count("1", "100"),
          .about = "Tries in all, the first included.",
          .fallback = "1"},
         {.name = "backoff",
          .form = duration(),
          .about = "The wait before the second try, drawn between zero and this; each further one "
                   "is twice as long.",
          .fallback = "50ms"},
         {.name = "backoff_cap",
          .form = duration(),
          .about = "No wait is longer.",
          .fallback = "1s"},
         {.name = "cache",
          .form = object(cache_shape()),
          .about = "Absent: every request that needs it asks."}}};
    return shape;
}

const Shape& session_shape() {
    static const Shape shape{
        "session cohort",
        "Long-lived sessions that are alike, such as voice calls. Each takes a worker of an "
        "instance for as long as it lasts. One whose instance, carrier or path is lost is dropped, "
        "and attempted anew.",
        {{.name = "home",
          .form = name("zone"),
          .about = "Whose carrier and whose instances are tried first.",
          .required = true,
          .example = "\"a\""},
         {.name = "rate",
          .form = number_above("0", "10000000"),
          .about = "Sessions that begin, per second.",
          .required = true,
          .example = "3"},
         {.name = "arrivals",
          .form = open_arrivals(),
          .about = "When they begin; absent: a Poisson process of that rate.",
          .example = R"({"curve": [["0s", 1], ["60s", 3]]})"},
         {.name = "at_start",
          .form = count("0", "1000000"),
          .about = "Sessions under way when the run begins, each with a whole holding time to go.",
          .fallback = "0"},
         {.name = "holding_time",
          .form = distribution(),
          .about = "How long one lasts.",
          .required = true,
          .example = R"({"exponential": {"mean": "180s"}})"},
         {.name = "through",
          .form = name("balancer"),
          .about =
              "Whose targets carry them; it is inside its callers (\"placement\": \"caller\").",
          .required = true,
          .example = "\"media-lb\""},
         {.name = "carrier",
          .form = name("dependency"),
          .about = "What they come in through, in the home zone first and then in the others in "
                   "turn; absent: from outside, as clients do.",
          .example = "\"carriers\""},
         {.name = "detection",
          .form = duration(),
          .about = "Until a dropped one is noticed and attempted anew.",
          .fallback = "2s"},
         {.name = "attempts",
          .form = count("1", "1000"),
          .about = "To establish one, and again after each drop; then it is given up.",
          .fallback = "3"},
         {.name = "pause", .form = duration(), .about = "Between attempts.", .fallback = "1s"}}};
    return shape;
}

}  // namespace triaz::scenario
