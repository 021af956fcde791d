// How a caller tries: time-outs, waits, and what keeps it from trying too much.
#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"

namespace triaz::scenario {

namespace {

traffic::Jittered jitter_named(std::string_view word) {
    if (word == "none") return traffic::Jittered::none;
    if (word == "equal") return traffic::Jittered::equal;
    if (word == "around") return traffic::Jittered::around;
    if (word == "decorrelated") return traffic::Jittered::decorrelated;
    return traffic::Jittered::full;
}

void read_budget(const Fields& budget, world::Tries& tries) {
    if (budget.shape().find("tokens") != nullptr) {
        tries.budget = traffic::RetryTokens::Options{budget.small_count("tokens"),
                                                     budget.number("per_success")};
    } else {
        tries.budget =
            traffic::RetryShare{budget.ratio("share").value * 100, budget.small_count("least")};
    }
}

void read_breaker(const Fields& fields, world::Tries& tries) {
    traffic::BreakerOptions options;
    options.window = fields.small_count("window");
    options.least = fields.small_count("least");
    options.failure_percent = fields.ratio("failures").value * 100;
    options.in_a_row = fields.small_count("in_a_row");
    options.open_time = fields.duration("open_for");
    options.trials = fields.small_count("trials");
    if (options.least > options.window) {
        if (fields.given("least")) {
            fields.error("least", {.code = "out-of-bounds",
                                   .message = fmt::format("a window of {} never holds {} calls",
                                                          options.window, options.least),
                                   .expected = fmt::format("at most {}", options.window)});
        }
        options.least = options.window;
    }
    tries.breaker = options;
}

}  // namespace

world::Tries read_tries(const Fields& fields) {
    world::Tries tries;
    tries.limit = fields.small_count("tries");
    tries.timeout = fields.duration("timeout");
    tries.backoff = {fields.duration("backoff"), fields.duration("backoff_cap"),
                     fields.number("backoff_factor"), jitter_named(fields.text("jitter"))};
    tries.retry_writes = fields.flag("retry_writes");
    if (fields.has("retry_budget")) read_budget(fields.object("retry_budget"), tries);
    if (fields.has("circuit_breaker")) read_breaker(fields.object("circuit_breaker"), tries);
    if (fields.has("connections")) {
        tries.connections = fields.small_count("connections");
        tries.may_wait = fields.small_count("connection_queue");
    }
    return tries;
}

}  // namespace triaz::scenario
