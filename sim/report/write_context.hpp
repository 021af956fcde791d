// The member "context" of every JSON that we write.
#pragma once

#include "sim/report/context.hpp"
#include "sim/report/json_writer.hpp"

namespace triaz::report {

// "context": {"version", "commit", "command", "started", "wall_seconds"}, in the object at hand.
void write_context(JsonWriter& json, const Context& context);

}  // namespace triaz::report
