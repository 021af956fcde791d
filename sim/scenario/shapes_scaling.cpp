#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

namespace {

const Shape& tracking_shape() {
    static const Shape shape{
        "target tracking",
        "As many instances as keep the utilisation at a target.",
        {{.name = "target",
          .form = ratio(),
          .about = "Of the workers' time.",
          .required = true,
          .example = "\"50%\""},
         {.name = "preset",
          .form = choice({"cloud", "kubernetes"}),
          .about = "cloud: three samples above before it adds, fifteen below 90 % of the target "
                   "before it takes away; kubernetes: 10 % either way, 300 s before it takes away, "
                   "at most twice as many or four more at a time.",
          .fallback = "cloud"},
         {.name = "samples_above",
          .form = count("1", "1000"),
          .about = "In a row, before it adds; absent: as the preset.",
          .example = "1"},
         {.name = "samples_below",
          .form = count("1", "1000"),
          .about = "In a row, before it takes away; absent: as the preset.",
          .example = "15"},
         {.name = "cooldown_out",
          .form = duration("0s", "1d"),
          .about = "After adding, until it adds again.",
          .fallback = "0s"},
         {.name = "cooldown_in",
          .form = duration("0s", "1d"),
          .about = "After any change, until it takes away.",
          .fallback = "0s"}}};
    return shape;
}

const Shape& step_shape() {
    static const Shape shape{"scaling step",
                             "How many more, how far above the threshold.",
                             {{.name = "from",
                               .form = number("0", "1"),
                               .about = "Utilisation less threshold.",
                               .required = true,
                               .example = "0.1"},
                              {.name = "add",
                               .form = number_above("0", "100000"),
                               .about = "So many instances, or percent of them.",
                               .required = true,
                               .example = "2"}}};
    return shape;
}

const Shape& steps_shape() {
    static const Shape shape{
        "step scaling",
        "By how far the utilisation is above a threshold, so many instances more.",
        {{.name = "threshold",
          .form = ratio(),
          .about = "Of the workers' time.",
          .required = true,
          .example = "\"80%\""},
         {.name = "unit",
          .form = choice({"count", "percent"}),
          .about = "What the steps add.",
          .fallback = "count"},
         {.name = "samples",
          .form = count("1", "1000"),
          .about = "Above the threshold in a row.",
          .fallback = "1"},
         {.name = "cooldown",
          .form = duration("0s", "1d"),
          .about = "After a change.",
          .fallback = "0s"},
         {.name = "steps",
          .form = list(object(step_shape()), 1, 100),
          .about = "Rising.",
          .required = true,
          .example = R"([{"from": 0, "add": 2}])"}}};
    return shape;
}

const Shape& scheduled_shape() {
    static const Shape shape{
        "scheduled scaling",
        "By the clock.",
        {{.name = "at",
          .form = duration("0s", "365d"),
          .about = "From the start of the run.",
          .required = true,
          .example = "\"1h\""},
         {.name = "every",
          .form = duration("1s", "365d"),
          .about = "And again after so long; absent: once.",
          .example = "\"1d\""},
         {.name = "least", .form = count("0", "100000"), .about = "Instances.", .example = "6"},
         {.name = "most", .form = count("0", "100000"), .about = "Instances.", .example = "60"},
         {.name = "desired",
          .form = count("0", "100000"),
          .about = "Instances.",
          .example = "12"}}};
    return shape;
}

}  // namespace

const Shape& scaling_shape() {
    static const Shape shape{
        "scaling",
        "As many instances as are needed, within bounds. The number it starts with is the number "
        "of instances declared.",
        {{.name = "least",
          .form = count("0", "100000"),
          .about = "Never fewer; absent: as many as declared.",
          .example = "9"},
         {.name = "most",
          .form = count("1", "100000"),
          .about = "Never more: the quota.",
          .required = true,
          .example = "18"},
         {.name = "target_tracking",
          .form = object(tracking_shape()),
          .about = "Either this or steps."},
         {.name = "steps",
          .form = object(steps_shape()),
          .about = "Either this or target_tracking."},
         {.name = "schedule",
          .form = list(object(scheduled_shape()), 0, 1'000),
          .about = "Changes by the clock, besides.",
          .example = R"([{"at": "1h", "desired": 12}])"},
         {.name = "period",
          .form = duration("1s", "1d"),
          .about = "Of the metric, and between decisions.",
          .fallback = "60s"},
         {.name = "metric_delay",
          .form = duration("0s", "1d"),
          .about = "Until a sample is seen.",
          .fallback = "0s"},
         {.name = "boot_time",
          .form = distribution(),
          .about = "From a launch to ready.",
          .required = true,
          .example = "\"90s\""},
         {.name = "warm_up",
          .form = duration("0s", "1d"),
          .about = "From ready until it counts in the metric.",
          .fallback = "0s"},
         {.name = "launch_failures",
          .form = ratio(),
          .about = "The share of launches that come to nothing.",
          .fallback = "0%"},
         {.name = "drain",
          .form = duration("0s", "1d"),
          .about = "From the last new request to the end of an instance that is not needed.",
          .fallback = "30s"}}};
    return shape;
}

}  // namespace triaz::scenario
