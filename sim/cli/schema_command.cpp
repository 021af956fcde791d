#include "sim/cli/commands.hpp"
#include "sim/report/result_schema.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::cli {

int execute(const SchemaOptions& options, const Invocation&) {
    write_out(options.kind == "result" ? report::result_schema() : scenario::schema(options.kind));
    return 0;
}

}  // namespace triaz::cli
