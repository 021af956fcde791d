// The JSON Schema (draft 2020-12) of a result, as `triaz schema result` prints it.
#pragma once

#include <string>

namespace triaz::report {

std::string result_schema();

}  // namespace triaz::report
