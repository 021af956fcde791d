// Work in child processes: one run needs one process (sim/engine/engine.hpp), and a run that
// crashes must not take the others with it.
//
// The parent forwards SIGHUP, SIGINT and SIGTERM to its children while it waits, starts no more of
// them, and gives the caller back what there is; it leaves no zombie. A child dies with its parent.
// A signal that was ignored before stays ignored. Not to be called from two threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triaz::run {

// How a child ended.
struct ChildResult {
    enum class End : std::uint8_t {
        returned,     // the work returned: `text` is what it gave
        failed,       // it threw, crashed or left early, or could not be started: `text` says how
        interrupted,  // we were told to stop, by `signal`: `text` says so
    } end = End::failed;
    int signal = 0;
    std::string text;

    bool finished() const { return end == End::returned; }
};

// Forks, does `work` in the child, gives back what it returned. The work must write nothing to
// standard output; it may throw anything derived from std::exception.
ChildResult in_child(const std::function<std::string()>& work);

// The same for many, at most `at_once` children at a time; results in the order of `works`,
// whatever the order they end in. `done` is called in the parent after each that has ended, with
// how many have. Requires: at_once > 0.
std::vector<ChildResult> in_children(const std::vector<std::function<std::string()>>& works,
                                     unsigned at_once,
                                     const std::function<void(std::size_t ended)>& done = {});

// The same, telling of each child as it ends: `ended` is called in the parent with the number of
// its work, and says whether to go on. When not, no more are started, those under way are waited
// for and told of, and the rest is never told of. Nor is what a signal left undone. Gives the
// signal that told us to stop, 0 for none.
int each_in_children(const std::vector<std::function<std::string()>>& works, unsigned at_once,
                     const std::function<bool(std::size_t work, const ChildResult&)>& ended);

// In a child process: the work goes on twice from here. Gives nothing in the new process, which
// ends as a child does; what its work returns is given here to the first, which has waited for it.
// Requires: called within a work of the functions above.
std::optional<ChildResult> fork_here();

// "SIGKILL".
std::string name_of_signal(int signal);

}  // namespace triaz::run
