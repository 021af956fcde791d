// The JSON Schema (draft 2020-12) of a result, as `triaz schema result` prints it.
#pragma once

#include <string>

namespace triaz::report {

std::string result_schema();
// The definition "measured" in it: what each kind of claim measures.
std::string schema_of_measured();

}  // namespace triaz::report
