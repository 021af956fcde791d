#include "sim/traffic/presets.hpp"

#include <array>

namespace triaz::traffic {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view haproxy_manual = "HAProxy configuration manual, section 5.2";
constexpr std::string_view envoy_outliers = "Envoy API, config.cluster.v3.OutlierDetection";
constexpr std::string_view envoy_panic = "Envoy documentation, priority and panic_threshold";
constexpr std::string_view alb_checks =
    "Elastic Load Balancing, Application Load Balancers: target group health checks";
constexpr std::string_view nlb_checks =
    "Elastic Load Balancing, Network Load Balancers: target group health checks";
constexpr std::string_view elb_guide = "Elastic Load Balancing user guide: how it works";
constexpr std::string_view route53 =
    "Route 53 developer guide: how it determines whether a health check is healthy";
constexpr std::string_view assumption = "assumption";

constexpr std::array haproxy_sources{
    Sourced{"policy", "round robin by weight", "HAProxy configuration manual, balance"},
    Sourced{"check", "connect, every 2s", haproxy_manual},
    Sourced{"time-outs", "2s each: the interval, where no time-out is set", haproxy_manual},
    Sourced{"thresholds", "rise 2, fall 3", haproxy_manual},
    Sourced{"at start", "up, and the first failed check decides",
            "HAProxy, server state at start: up, going down"},
    Sourced{"nobody healthy", "requests fail with 503", "HAProxy configuration manual"},
    Sourced{"name TTL, idle time-out", "60s", assumption},
};

constexpr std::array envoy_sources{
    Sourced{"policy", "round robin by weight, earliest deadline first",
            "Envoy API, config.cluster.v3.Cluster.lb_policy"},
    Sourced{"check", "HTTP, every 5s, time-out 1s, rise 2, fall 3",
            "assumption: these four have no defaults in config.core.v3.HealthCheck"},
    Sourced{"first result", "a success is healthy at once", "Envoy documentation, health_checking"},
    Sourced{"unexpected status", "unhealthy at once", "Envoy documentation, health_checking"},
    Sourced{"without traffic", "a check every 60s", "Envoy API, no_traffic_interval"},
    Sourced{"outliers, errors in a row", "5", envoy_outliers},
    Sourced{"outliers, interval and ejection", "10s; 30s times ejections, at most 300s",
            envoy_outliers},
    Sourced{"outliers, most ejected", "10%, one at least", envoy_outliers},
    Sourced{"outliers, success rate", "5 hosts, 100 requests, 1.9 deviations", envoy_outliers},
    Sourced{"outliers, failure percentage", "85, detected but not enforced", envoy_outliers},
    Sourced{"panic threshold", "50%", envoy_panic},
    Sourced{"over-provisioning", "1.4", envoy_panic},
    Sourced{"zone-aware", "from 6 healthy hosts on", "Envoy documentation, zone_aware"},
    Sourced{"circuit breakers", "1024 connections, pending, requests; 3 retries",
            "Envoy API, config.cluster.v3.CircuitBreakers"},
    Sourced{"retry budget", "20%, at least 3", "Envoy API, RetryBudget"},
    Sourced{"name TTL, idle time-out", "60s", assumption},
};

constexpr std::array application_sources{
    Sourced{"policy", "round robin", "Application Load Balancers: routing algorithms"},
    Sourced{"check", "HTTP, every 30s (5s to 300s) from start to start, time-out 5s", alb_checks},
    Sourced{"thresholds", "5 in, 2 out", alb_checks},
    Sourced{"first result", "one success makes a new target healthy", alb_checks},
    Sourced{"nobody healthy", "fails open: all targets are used", alb_checks},
    Sourced{"cross-zone", "always on", elb_guide},
    Sourced{"name TTL", "60s", elb_guide},
    Sourced{"idle time-out", "60s", "Application Load Balancers: attributes"},
};

constexpr std::array network_sources{
    Sourced{"policy", "a hash of the flow", elb_guide},
    Sourced{"check", "connect, every 30s (or 10s), time-out 10s", nlb_checks},
    Sourced{"thresholds", "3 in, 3 out", nlb_checks},
    Sourced{"first result", "one success makes a new target healthy", nlb_checks},
    Sourced{"zone without healthy targets", "withdrawn from name resolution", nlb_checks},
    Sourced{"nobody healthy anywhere", "fails open: all targets are used", nlb_checks},
    Sourced{"cross-zone", "off", elb_guide},
    Sourced{"name TTL", "60s", elb_guide},
    Sourced{"idle time-out", "350s", "Network Load Balancers: idle time-out of TCP flows"},
    Sourced{"from start to start", "as for the application balancer", assumption},
};

constexpr std::array name_service_sources{
    Sourced{"policy", "answers in turn", assumption},
    Sourced{"check", "HTTP, every 30s (or 10s) by each checker", route53},
    Sourced{"time-outs", "connect 4s, response 2s after that", route53},
    Sourced{"thresholds", "3 in, 3 out", "Route 53 API, HealthCheckConfig.FailureThreshold"},
    Sourced{"verdict", "healthy when more than 18% of checkers say so", route53},
    Sourced{"checkers", "15", "assumption: an endpoint sees a check every two seconds or so"},
    Sourced{"at start", "healthy until there is enough data", route53},
    Sourced{"nobody healthy", "fails open: all records are given out",
            "Route 53 developer guide: how records are chosen when health checking is configured"},
    Sourced{"name TTL", "60s", "Route 53 developer guide: best practices for failover"},
    Sourced{"from start to start", "checks by one checker do not drift", assumption},
};

Preset haproxy() {
    Preset preset{.name = "haproxy", .what = "HAProxy", .policy = policy::WeightedRoundRobin{}};
    preset.health = {.depth = CheckDepth::connect,
                     .interval = 2s,
                     .connect_timeout = 2s,
                     .response_timeout = 2s,
                     .rise = 2,
                     .fall = 3,
                     .first_result = FirstResult::failure_decides};
    preset.sources = haproxy_sources;
    return preset;
}

Preset envoy() {
    Preset preset{.name = "envoy", .what = "Envoy", .policy = policy::WeightedRoundRobin{}};
    preset.health = {.interval = 5s,
                     .no_traffic = 60s,
                     .connect_timeout = 1s,
                     .response_timeout = 1s,
                     .rise = 2,
                     .fall = 3,
                     .starts_healthy = false,
                     .first_result = FirstResult::success_decides,
                     .unexpected_status_at_once = true};
    preset.fails_open = true;
    preset.panic_threshold = 50;
    preset.zone_aware = ZoneAwareOptions{};
    preset.priorities = PriorityOptions{};
    preset.outliers = OutlierOptions{};
    preset.thresholds = Thresholds{};
    preset.retries = RetryShare{};
    preset.sources = envoy_sources;
    return preset;
}

Preset cloud_application() {
    Preset preset{.name = "cloud-application",
                  .what = "a cloud's application load balancer",
                  .policy = policy::EvenRoundRobin{}};
    preset.health = {.interval = 30s,
                     .connect_timeout = 5s,
                     .response_timeout = 5s,
                     .rise = 5,
                     .fall = 2,
                     .spacing = Spacing::between_starts,
                     .starts_healthy = false,
                     .first_result = FirstResult::success_decides};
    preset.fails_open = true;
    preset.sources = application_sources;
    return preset;
}

Preset cloud_network() {
    Preset preset{.name = "cloud-network",
                  .what = "a cloud's network load balancer",
                  .policy = policy::ConsistentHash{}};
    preset.health = {.depth = CheckDepth::connect,
                     .interval = 30s,
                     .connect_timeout = 10s,
                     .response_timeout = 10s,
                     .rise = 3,
                     .fall = 3,
                     .spacing = Spacing::between_starts,
                     .starts_healthy = false,
                     .first_result = FirstResult::success_decides};
    preset.fails_open = true;
    preset.cross_zone = false;
    preset.empty_zone_withdrawn = true;
    preset.idle_timeout = 350s;
    preset.sources = network_sources;
    return preset;
}

Preset name_service() {
    Preset preset{.name = "name-service",
                  .what = "a name service with health checks of its own",
                  .policy = policy::EvenRoundRobin{}};
    preset.health = {.interval = 30s,
                     .connect_timeout = 4s,
                     .response_timeout = 2s,
                     .rise = 3,
                     .fall = 3,
                     .spacing = Spacing::between_starts};
    preset.checkers = {15, 18};
    preset.fails_open = true;
    preset.sources = name_service_sources;
    return preset;
}

}  // namespace

std::span<const Preset> presets() {
    static const std::array all{haproxy(), envoy(), cloud_application(), cloud_network(),
                                name_service()};
    return all;
}

const Preset* find_preset(std::string_view name) {
    for (const Preset& preset : presets()) {
        if (preset.name == name) return &preset;
    }
    return nullptr;
}

bool fails_open(const Preset& preset, std::uint32_t healthy, std::uint32_t total) {
    return preset.fails_open && fails_open(healthy, total, preset.panic_threshold);
}

}  // namespace triaz::traffic
