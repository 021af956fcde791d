// What stands around the services and stores of a model.
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

const Shape& backup_shape() {
    static const Shape shape{
        "backup",
        "Copies from before, out of reach of what corrupts the live ones.",
        {{.name = "region",
          .form = text(),
          .about = "Where they are; absent: in the region of the deployment.",
          .example = "\"eu-central\""},
         {.name = "jurisdiction",
          .form = text(),
          .about = "Whose law holds there; absent: as in the deployment.",
          .example = "\"EEA\""},
         {.name = "data_centers",
          .form = list(name("data centre"), 1),
          .about = "In which buildings of the model; absent: in none of them.",
          .example = R"(["c2"])"},
         {.name = "encrypted", .form = boolean(), .about = "At rest.", .fallback = "false"},
         {.name = "medium",
          .form = choice({"disk", "object-store", "tape", "portable"}),
          .about = "What they are written to.",
          .fallback = "object-store"}}};
    return shape;
}

const Shape& tolerance_shape(bool of_store) {
    static const auto made = [](bool data) {
        const Form some = count("0", "3");
        Shape shape{data ? "tolerance of a store" : "tolerance of a service",
                    "So many losses of power, together at most 3, whichever parts they strike.",
                    {{.name = "zones", .form = some, .about = "Whole zones.", .fallback = "0"},
                     {.name = "data_centers", .form = some, .about = "Buildings.", .fallback = "0"},
                     {.name = "hosts", .form = some, .about = "Machines.", .fallback = "0"}}};
        if (data) {
            shape.keys.push_back(
                {.name = "keeps",
                 .form = choice({"service", "data"}),
                 .about = "service: reads and writes go on, once everybody has noticed; data: what "
                          "was acknowledged is not lost.",
                 .fallback = "service"});
        }
        return shape;
    };
    static const Shape service = made(false);
    static const Shape store = made(true);
    return of_store ? store : service;
}

const Shape& not_simulated_shape() {
    static const Shape shape{
        "component not simulated",
        "A part of the deployment that is named here and plays no part in a run; structure is "
        "judged on it.",
        {{.name = "name",
          .form = text(),
          .about = "What it is called.",
          .required = true,
          .example = "\"recordings\""},
         {.name = "kind",
          .form = text(),
          .about = "What it is.",
          .required = true,
          .example = "\"object store\""},
         {.name = "why",
          .form = text(),
          .about = "Why it is left out.",
          .required = true,
          .example = "\"no request waits for it\""},
         {.name = "zones",
          .form = list(name("zone")),
          .about = "Where it stands: each zone has one that suffices.",
          .example = R"(["a", "b"])"},
         {.name = "data_centers",
          .form = list(name("data centre")),
          .about = "The same by data centre.",
          .example = R"(["a1", "b1"])"},
         {.name = "needed_by",
          .form = list(name("service, balancer or store")),
          .about = "What needs it at each request. What needs a thing that stands nowhere in the "
                   "model needs that one thing.",
          .example = R"(["api"])"},
         {.name = "need",
          .form = choice({"hard", "soft", "async"}),
          .about = "hard: who needs it fails with it; soft: goes on without it; async: goes on, "
                   "and it is caught up later.",
          .fallback = "hard"},
         {.name = "corporate",
          .form = boolean(),
          .about = "It stands in the corporate network, or is reached through it.",
          .fallback = "false"},
         {.name = "jurisdiction",
          .form = text(),
          .about = "Whose law holds where it stands; absent: as in the region.",
          .example = "\"EEA\""},
         {.name = "personal_data",
          .form = boolean(),
          .about = "It keeps personal data of clients: a log sink, a recording.",
          .fallback = "false"},
         {.name = "backup", .form = object(backup_shape()), .about = "Of its data."},
         {.name = "detail",
          .form = anything(),
          .about = "Whatever else is known of it.",
          .example = R"({"encryption": "at rest"})"}}};
    return shape;
}

namespace {

const Shape& failure_rate_shape() {
    static const Shape shape{"failure rate",
                             "How often one of them fails, and for how long.",
                             {{.name = "failures_per_year",
                               .form = number("0", "1000000"),
                               .about = "Of one.",
                               .required = true,
                               .example = "0.02"},
                              {.name = "repair_time",
                               .form = duration("1ms"),
                               .about = "The mean time until it works again.",
                               .required = true,
                               .example = "\"4h\""}}};
    return shape;
}

Key rate_of(std::string name, std::string about) {
    return {.name = std::move(name),
            .form = object(failure_rate_shape()),
            .about = std::move(about),
            .example = R"({"failures_per_year": 0.02, "repair_time": "4h"})"};
}

}  // namespace

const Shape& reliability_shape() {
    static const Shape shape{
        "reliability",
        "How often things fail, by kind.",
        {rate_of("zone", "A zone as a whole."), rate_of("data_center", "A data centre as a whole."),
         rate_of("rack", "A rack."), rate_of("host", "A host."),
         rate_of("path", "The path between two zones, or to the clients."),
         rate_of("shared_fate", "What a shared fate takes together."),
         rate_of("dependency", "A system that is not simulated.")}};
    return shape;
}

}  // namespace triaz::scenario
