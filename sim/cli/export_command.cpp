#include "sim/cli/commands.hpp"
#include "sim/scenario/deployment.hpp"
#include "sim/structure/lint.hpp"
#include "sim/structure/open_psa.hpp"
#include "sim/structure/simgrid_platform.hpp"
#include "sim/structure/topology_graph.hpp"

namespace triaz::cli {

namespace {

std::string exported(const scenario::Deployment& deployment, ExportFormat format) {
    const world::World& world = deployment.world;
    switch (format) {
        case ExportFormat::dot:
            return structure::to_dot(deployment.name, world);
        case ExportFormat::graphml:
            return structure::to_graphml(deployment.name, world);
        case ExportFormat::simgrid:
            return structure::to_simgrid_platform(deployment.name, world.topology);
        case ExportFormat::open_psa:
            break;
    }
    return structure::open_psa(deployment.name, world, structure::deployment_tree(world));
}

}  // namespace

int execute(const ExportOptions& options, const Invocation&) {
    Output output{options.output};
    const auto [deployment, complaints] = scenario::load_deployment(options.file);
    write_error(scenario::to_text(complaints));
    if (!deployment) throw Failure(exit_code_of(complaints), "cannot export " + options.file);
    if (options.format == ExportFormat::open_psa) {
        if (const auto why = structure::too_large(deployment->world))
            throw Failure(ExitCode::invalid_input, *why);
    }
    output.write(exported(*deployment, options.format));
    return 0;
}

}  // namespace triaz::cli
