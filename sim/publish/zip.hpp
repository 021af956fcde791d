// Private to sim/publish: a zip in memory, by libzip. Files in the order of their names, stored, of
// one fixed day: the same files make the same bytes.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace triaz::publish {

std::string write_zip(const std::map<std::string, std::string>& files);

// Nothing when it is no whole zip, has a file twice, or holds more than a gigabyte: `why` says.
std::optional<std::map<std::string, std::string>> read_zip(const std::string& bytes,
                                                           std::string& why);

}  // namespace triaz::publish
