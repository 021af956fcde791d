#include "sim/topology/topology.hpp"

#include "sim/base/ensure.hpp"

namespace triaz::topology {

const Path& Topology::between(ZoneId a, ZoneId b) const {
    for (const ZonePath& pair : network.between_zones) {
        if ((pair.a == a && pair.b == b) || (pair.a == b && pair.b == a)) return pair.path;
    }
    base::ensure(false, "every pair of zones has a path");
    return network.same_zone;
}

}  // namespace triaz::topology
