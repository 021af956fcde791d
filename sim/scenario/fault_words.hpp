// A fault in a line of words, for the command line and for reproduce lines:
//
//     KIND TARGET at TIME [for TIME] [share PERCENT] [latency TIME]
//     power-loss zone/a at 12.345s for 30s
//     partition path/a/b at 40s
//     message-loss way/a/clients at 40s share 5%
//
// TARGET is one of
//     zone/NAME  data-center/NAME  host/NAME  path/ZONE/ZONE  way/ZONE/ZONE (one way; the second
//     zone may be "clients")  component/NAME  component/NAME/zone/NAME  component/NAME/host/NAME
//     checks-of/BALANCER  control-plane/names  control-plane/scaling  leaders-of/STORE
//     leader-host-of/STORE/SHARD
//
// What is written reads back to the very same fault but for its name, as long as its latency is a
// constant. Instants and lengths are exact.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/fault/fault.hpp"
#include "sim/world/world.hpp"

namespace triaz::scenario {

std::string to_words(const fault::Target& target, const world::World& world);
std::string to_words(const fault::Fault& fault, const world::World& world);
// What a fault is called that the file gives no name: "power loss of zone/a".
std::string usual_name(fault::Kind kind, const fault::Target& target, const world::World& world);
std::string_view word_of(fault::Kind kind);
std::optional<fault::Kind> fault_kind_named(std::string_view word);

struct ReadFault {
    std::optional<fault::Fault> fault;
    std::string complaint;  // a clause, with what was expected; when there is no fault
};
// A fault of this world, inside its run and after its warm-up. Named by its words.
ReadFault fault_of_words(std::string_view words, const world::World& world);

struct ReadTarget {
    std::optional<fault::Target> target;
    std::string complaint;
};
ReadTarget target_of_words(std::string_view words, const world::World& world);

}  // namespace triaz::scenario
