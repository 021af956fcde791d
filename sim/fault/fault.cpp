#include "sim/fault/fault.hpp"

namespace triaz::fault {

bool fits(Kind kind, const Target& target) {
    if (strikes_paths(kind)) {
        const auto* role = std::get_if<RoleTarget>(&target);
        return std::holds_alternative<ZoneTarget>(target) ||
               std::holds_alternative<PathTarget>(target) ||
               (role != nullptr && role->role == Role::zone_of_most_leaders);
    }
    if (std::holds_alternative<ProcessTarget>(target)) return kind == Kind::process_crash;
    return !std::holds_alternative<PathTarget>(target);
}

}  // namespace triaz::fault
