// Names that other parts of the input refer to.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/collector.hpp"
#include "sim/scenario/document.hpp"

namespace triaz::scenario {

class Names {
public:
    explicit Names(std::string what) : what_(std::move(what)) {}

    // False, with a complaint, when the name is taken.
    bool add(const std::string& name, std::uint32_t index, Position at, std::string_view path,
             Complaints& complaints);
    // Some of the things are malformed and have no name here: an unknown name may be theirs.
    void not_whole() { whole_ = false; }
    bool whole() const { return whole_; }

    std::optional<std::uint32_t> find(std::string_view name) const;
    // The same, with a complaint when there is no such name.
    std::optional<std::uint32_t> resolve(const std::string& name, Position at,
                                         std::string_view path, Complaints& complaints) const;

private:
    struct Known {
        std::uint32_t index;
        Position at;
    };
    std::string what_;  // "zone"
    std::map<std::string, Known, std::less<>> known_;
    bool whole_ = true;
};

}  // namespace triaz::scenario
