#include "sim/report/write_context.hpp"

namespace triaz::report {

void write_context(JsonWriter& json, const Context& context) {
    json.key("context").begin_object();
    json.member("version", context.version);
    json.member("commit", context.commit);
    json.member("command", context.command);
    json.member("started", context.started);
    json.member("wall_seconds", context.wall_seconds);
    json.end_object();
}

}  // namespace triaz::report
