// What a search has done so far, on disk, so that one that was killed goes on where it was.
//
// JSON lines, only ever appended: a header that names what was asked, then a line for each run that
// ended. Lines of one call to `add` are on disk, synced, when it returns. What a kill left half
// written is cut off when the journal is opened again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/search/outcome.hpp"

namespace triaz::search {

class Journal {
public:
    // `question`: a text that is the same exactly when the search would be. Throws
    // std::runtime_error when the file cannot be used, or is of another question.
    Journal(std::string path, const std::string& question);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    // What was found in it, by the run's name; each run once.
    const std::map<std::string, Outcome>& found() const { return found_; }
    void add(const std::vector<std::pair<std::string, const Outcome*>>& runs);

private:
    void lock();
    void append(const std::string& text);

    std::string path_;
    int descriptor_ = -1;
    std::map<std::string, Outcome> found_;
};

}  // namespace triaz::search
