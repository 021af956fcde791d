#include "sim/scenario/model_reader.hpp"

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/scenario/shapes.hpp"

namespace triaz::scenario {

void ModelReader::read() {
    read_topology();
    placement_.emplace(world_.topology);
    read_dependencies();
    declare_components();  // before any is read: they refer to each other
    for (std::size_t i = 0; i < services_.size(); ++i)
        read_service(services_[i], world_.services[i]);
    for (std::size_t i = 0; i < balancers_.size(); ++i)
        read_balancer(balancers_[i], world_.balancers[i]);
    for (std::size_t i = 0; i < stores_.size(); ++i) read_store(stores_[i], world_.stores[i]);
    read_clients();
    read_sessions();
    read_surroundings();
    if (complaints_.errors() > 0) return;  // what the last checks follow may be missing
    check_cycles();
    check_reach();
}

bool ModelReader::afford(const Fields& fields, std::string_view key, std::uint64_t processes) {
    const bool spent = processes_ > most_processes;
    processes_ += processes;
    if (processes_ <= most_processes) return true;
    if (!spent) {
        fields.error(
            key, {.code = "too-many",
                  .message = fmt::format("the model has more than {} instances, balancer nodes and "
                                         "replicas together",
                                         base::thousands(most_processes)),
                  .expected = "fewer"});
    }
    return false;
}

}  // namespace triaz::scenario
