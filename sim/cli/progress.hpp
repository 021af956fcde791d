// "12 of 40 runs" on standard error, rewritten in place, on a terminal alone; gone when it goes.
#pragma once

#include <cstddef>

namespace triaz::cli {

class Progress {
public:
    explicit Progress(std::size_t all, const char* things = "runs");
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(std::size_t ended) const;

private:
    std::size_t all_;
    const char* things_;
    bool shown_;
};

}  // namespace triaz::cli
