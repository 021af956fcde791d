#include "sim/fault/fault.hpp"

namespace triaz::fault {

bool fits(Kind kind, const Target& target) {
    const bool of_processes = std::holds_alternative<ProcessTarget>(target) ||
                              std::holds_alternative<ComponentTarget>(target);
    const bool of_zone = std::holds_alternative<ZoneTarget>(target);
    if (std::holds_alternative<DependencyTarget>(target)) {
        return kind == Kind::dependency_loss || kind == Kind::added_latency ||
               kind == Kind::error_answers || kind == Kind::stale_answers;
    }
    switch (kind) {
        case Kind::error_answers:
            return of_processes;
        case Kind::checks_fail:
            return std::holds_alternative<CheckersTarget>(target);
        case Kind::evacuation:
            return of_zone;
        case Kind::control_plane_loss:
            return std::holds_alternative<ControlPlaneTarget>(target);
        case Kind::slow_clock:
            return of_zone || std::holds_alternative<DataCenterTarget>(target) ||
                   std::holds_alternative<HostTarget>(target) ||
                   std::holds_alternative<RoleTarget>(target);
        case Kind::dependency_loss:
        case Kind::stale_answers:
            return false;
        default:
            break;
    }
    if (std::holds_alternative<CheckersTarget>(target) ||
        std::holds_alternative<ControlPlaneTarget>(target)) {
        return false;
    }
    if (strikes_paths(kind)) {
        const auto* role = std::get_if<RoleTarget>(&target);
        return of_zone || std::holds_alternative<PathTarget>(target) ||
               (role != nullptr && role->role == Role::zone_of_most_leaders);
    }
    if (of_processes) return kind == Kind::process_crash;
    return !std::holds_alternative<PathTarget>(target);
}

}  // namespace triaz::fault
