// Work in child processes, for tests that run the engine many times: it runs once in a process.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace triaz::support {

using Numbers = std::vector<double>;

// The numbers that `work(0)` .. `work(count - 1)` gave, each in a child process of its own, two at
// a time. A child that throws, crashes or fails an expectation fails the test, and gives no
// numbers.
std::vector<Numbers> in_children(std::size_t count,
                                 const std::function<Numbers(std::size_t)>& work);

// The same for one piece of work that gives a text.
std::string in_child(const std::function<std::string()>& work);

}  // namespace triaz::support
