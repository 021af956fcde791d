// SHA-256 (FIPS 180-4), to name the inputs of a result. Not on any hot path.
#pragma once

#include <string>
#include <string_view>

namespace triaz::base {

// The digest of `data` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view data);

}  // namespace triaz::base
