#include "sim/plan/set_cover.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"
#include "sim/plan/sorted.hpp"

namespace triaz::plan {

namespace {

class Search {
public:
    Search(std::uint32_t elements, const std::vector<std::vector<std::uint32_t>>& sets,
           std::uint64_t most_looks)
        : sets_(sets), holders_(elements), covered_(elements, 0), looks_left_(most_looks) {
        for (std::uint32_t set = 0; set < sets.size(); ++set) {
            looks_of_a_step_ += sets[set].size();
            for (const std::uint32_t element : sets[set]) {
                base::ensure(element < elements, "an element of the universe");
                auto& holders = holders_[element];
                if (holders.empty() || holders.back() != set) holders.push_back(set);
            }
        }
        looks_of_a_step_ += elements;
        for (std::uint32_t element = 0; element < elements; ++element) {
            if (holders_[element].empty()) {
                left_.push_back(element);
            } else {
                ++open_;
            }
        }
    }

    Cover run() {
        best_ = greedy();
        branch();
        std::ranges::sort(best_);
        return {best_, left_, !gave_up_};
    }

private:
    std::uint32_t gain(std::uint32_t set) const {
        std::vector<std::uint32_t> fresh;
        for (const std::uint32_t element : sets_[set]) {
            if (covered_[element] == 0) fresh.push_back(element);
        }
        sort_unique(fresh);
        return static_cast<std::uint32_t>(fresh.size());
    }

    void take(std::uint32_t set) {
        for (const std::uint32_t element : sets_[set]) {
            if (covered_[element]++ == 0) --open_;
        }
        chosen_.push_back(set);
    }

    void put_back(std::uint32_t set) {
        for (const std::uint32_t element : sets_[set]) {
            if (--covered_[element] == 0) ++open_;
        }
        chosen_.pop_back();
    }

    std::vector<std::uint32_t> greedy() {
        while (open_ > 0) {
            std::uint32_t best = 0;
            for (std::uint32_t set = 1; set < sets_.size(); ++set) {
                if (gain(set) > gain(best)) best = set;
            }
            take(best);
        }
        const std::vector<std::uint32_t> found = chosen_;
        while (!chosen_.empty()) put_back(chosen_.back());
        return found;
    }

    // Of the elements still open the one with the fewest holders: its holders are the branches.
    void branch() {
        if (gave_up_) return;
        if (open_ == 0) {
            if (chosen_.size() < best_.size()) best_ = chosen_;
            return;
        }
        std::uint32_t largest = 0;
        for (std::uint32_t set = 0; set < sets_.size(); ++set)
            largest = std::max(largest, gain(set));
        const std::size_t needed = (open_ + largest - 1) / largest;
        if (chosen_.size() + needed >= best_.size()) return;
        if (looks_left_ < looks_of_a_step_) {
            gave_up_ = true;
            return;
        }
        looks_left_ -= looks_of_a_step_;
        const std::vector<std::uint32_t>* fewest = nullptr;
        for (std::uint32_t element = 0; element < covered_.size(); ++element) {
            const auto& holders = holders_[element];
            if (covered_[element] > 0 || holders.empty()) continue;
            if (fewest == nullptr || holders.size() < fewest->size()) fewest = &holders;
        }
        for (const std::uint32_t set : *fewest) {
            take(set);
            branch();
            put_back(set);
        }
    }

    const std::vector<std::vector<std::uint32_t>>& sets_;
    std::vector<std::vector<std::uint32_t>> holders_;  // by element
    std::vector<std::uint32_t> covered_;               // how many chosen sets hold it
    std::vector<std::uint32_t> left_;
    std::vector<std::uint32_t> chosen_;
    std::vector<std::uint32_t> best_;
    std::uint32_t open_ = 0;
    std::uint64_t looks_left_;
    std::uint64_t looks_of_a_step_ = 0;
    bool gave_up_ = false;
};

}  // namespace

Cover smallest_cover(std::uint32_t elements, const std::vector<std::vector<std::uint32_t>>& sets,
                     std::uint64_t most_looks) {
    return Search{elements, sets, most_looks}.run();
}

}  // namespace triaz::plan
