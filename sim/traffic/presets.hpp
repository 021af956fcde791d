// Named balancers as their makers document them: policy, zones, health check, outlier detection and
// limits in one, with the source of each number. What has no documented default says "assumption".
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "sim/base/time.hpp"
#include "sim/traffic/health/check.hpp"
#include "sim/traffic/outlier/detector.hpp"
#include "sim/traffic/policy/picker.hpp"
#include "sim/traffic/policy/slow_start.hpp"
#include "sim/traffic/retry/budget.hpp"
#include "sim/traffic/retry/thresholds.hpp"
#include "sim/traffic/zones/priority.hpp"
#include "sim/traffic/zones/zone_aware.hpp"

namespace triaz::traffic {

// What is known of one setting, and where from.
struct Sourced {
    std::string_view what;
    std::string_view value;
    std::string_view source;
};

struct Preset {
    std::string_view name;
    std::string_view what;
    Policy policy;
    SlowStart slow_start{};
    HealthCheck health{};
    CheckerQuorum checkers{};  // whose opinions make one verdict
    // With nobody healthy, or fewer than panic_threshold percent, everybody is used.
    bool fails_open = false;
    std::uint32_t panic_threshold = 0;
    bool cross_zone = true;
    bool empty_zone_withdrawn = false;  // from name resolution
    std::optional<ZoneAwareOptions> zone_aware{};
    std::optional<PriorityOptions> priorities{};
    std::optional<OutlierOptions> outliers{};
    std::optional<Thresholds> thresholds{};
    std::optional<RetryShare> retries{};
    base::Duration name_ttl = std::chrono::seconds{60};
    base::Duration idle_timeout = std::chrono::seconds{60};
    std::span<const Sourced> sources{};
};

// haproxy, envoy, cloud-application, cloud-network, name-service.
std::span<const Preset> presets();
const Preset* find_preset(std::string_view name);  // null: there is no such

// Of `total` targets, may the unhealthy ones be used too?
bool fails_open(const Preset& preset, std::uint32_t healthy, std::uint32_t total);

}  // namespace triaz::traffic
