#include "sim/plan/response.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/base/ensure.hpp"

namespace triaz::plan {

namespace {

using base::Duration;

// No sum of times is longer than the longest.
Duration later(Duration now, Duration by) {
    return by >= longest_response - now ? longest_response : now + by;
}

class Walker {
public:
    Walker(const Response& response, const Circumstances& circumstances, const base::Stream& random)
        : response_(response),
          circumstances_(circumstances),
          random_(random),
          people_(response.people.size()) {
        walk_.steps.resize(response.steps.size());
        walked_.resize(response.steps.size());
    }

    Walk walk() {
        for (auto step = next(); step; step = next()) take(*step);
        return std::move(walk_);
    }

private:
    struct Presence {
        bool answered = false;
        Duration free_from{};
        std::uint32_t last_step = 0;  // that kept this person until then
    };

    // The step that is ready first and not walked yet; its readiness is noted.
    std::optional<std::uint32_t> next() {
        std::optional<std::uint32_t> first;
        for (std::uint32_t i = 0; i < walk_.steps.size(); ++i) {
            Walk::Step& step = walk_.steps[i];
            if (walked_[i]) continue;
            if (!step.ready) make_ready(i);
            if (step.ready && (!first || *step.ready < *walk_.steps[*first].ready)) first = i;
        }
        return first;
    }

    void make_ready(std::uint32_t index) {
        Walk::Step& step = walk_.steps[index];
        Duration ready{};
        std::optional<std::uint32_t> because;
        for (const std::uint32_t before : response_.steps[index].after) {
            const auto done = walk_.steps[before].done;
            if (!done) return;
            if (!because || *done > ready) because = before;
            ready = std::max(ready, *done);
        }
        step.ready = ready;
        step.because = because;
    }

    void take(std::uint32_t index) {
        walked_[index] = true;
        const ResponseStep& step = response_.steps[index];
        Walk::Step& taken = walk_.steps[index];
        base::Stream draws = random_.stream("step").stream(index);
        for (const std::uint32_t tool : step.tools) {
            if (!is_of_use(tool)) {
                taken.stuck = why_of_no_use(tool);
                return;
            }
        }
        Duration now = *taken.ready;
        if (step.approver) {
            const auto approver = call(*step.approver, now, taken);
            if (!approver) return;
            now = later(now, step.approval.draw(draws));
            release(*approver, now, index);
        }
        std::optional<std::uint32_t> person;
        if (step.team) {
            person = call(*step.team, now, taken);
            if (!person) return;
        }
        taken.begun = now;
        bool failed = true;
        for (std::uint32_t attempt = 0; attempt < step.tries && failed; ++attempt) {
            now = later(now, step.takes.draw(draws));
            failed = draws.uniform() < step.fails.value;
        }
        if (person) release(*person, now, index);
        if (now >= longest_response) {
            taken.stuck = "it takes more than ten years";
        } else if (failed) {
            taken.stuck = fmt::format("it failed {} of {} times", step.tries, step.tries);
        } else {
            taken.done = now;
        }
    }

    bool is_lost(const Tool& tool) const {
        return (tool.zone && tool.zone == circumstances_.lost_zone) ||
               (tool.corporate && circumstances_.corporate_network_lost);
    }

    bool is_of_use(std::uint32_t tool) const {
        for (std::size_t asked = 0; asked <= response_.tools.size(); ++asked) {
            const Tool& found = response_.tools[tool];
            if (!is_lost(found)) return true;
            if (!found.alternative) return false;
            tool = *found.alternative;
        }
        return false;  // alternatives in a circle, all lost
    }

    std::string why_of_no_use(std::uint32_t tool) const {
        const Tool& found = response_.tools[tool];
        const bool by_zone = found.zone && found.zone == circumstances_.lost_zone;
        return by_zone ? fmt::format("{} lives in zone {}, which is lost", found.name, *found.zone)
                       : fmt::format("{} stands behind the corporate network, which is lost",
                                     found.name);
    }

    // Somebody of the team who can begin first, not before `now`, which moves to that instant.
    std::optional<std::uint32_t> call(std::uint32_t team, Duration& now, Walk::Step& step) {
        std::optional<std::uint32_t> best;
        Duration best_at{};
        const auto consider = [&](std::uint32_t person, Duration at) {
            if (!best || at < best_at) best = person, best_at = at;
        };
        for (std::uint32_t i = 0; i < people_.size(); ++i) {
            if (response_.people[i].team == team && people_[i].answered)
                consider(i, std::max(now, people_[i].free_from));
        }
        Duration paged = now;
        for (std::uint32_t i = 0; i < people_.size(); ++i) {
            if (response_.people[i].team != team || people_[i].answered) continue;
            if (best && best_at <= paged) break;  // somebody is there before the next one is called
            if (const auto answer = answer_of(i, paged)) consider(i, *answer);
            paged = later(paged, response_.escalate_after);
        }
        if (!best) {
            step.stuck = fmt::format("nobody of {} can be reached", response_.teams[team].name);
            return best;
        }
        Presence& presence = people_[*best];
        if (presence.answered && best_at > now) step.because = presence.last_step;
        presence.answered = true;
        now = best_at;
        return best;
    }

    void release(std::uint32_t person, Duration now, std::uint32_t step) {
        people_[person].free_from = now;
        people_[person].last_step = step;
    }

    // When somebody who is paged at `paged` is there; nothing: never.
    std::optional<Duration> answer_of(std::uint32_t index, Duration paged) const {
        if (std::ranges::find(circumstances_.absent, index) != circumstances_.absent.end())
            return std::nullopt;
        const Person& person = response_.people[index];
        const bool open = response_.teams[person.team].hours.is_open(circumstances_.at + paged);
        base::Stream draws = random_.stream("person").stream(index);
        return later(paged, (open ? person.answers : person.answers_off_hours).draw(draws));
    }

    const Response& response_;
    const Circumstances& circumstances_;
    const base::Stream& random_;
    std::vector<Presence> people_;
    std::vector<bool> walked_;
    Walk walk_;
};

// The most frequent one; of equally frequent ones the first by name.
std::string most_frequent(const std::map<std::string, std::uint64_t>& counts) {
    std::string most;
    std::uint64_t times = 0;
    for (const auto& [what, count] : counts) {
        if (count > times) most = what, times = count;
    }
    return most;
}

// Of sorted values: the smallest that so many of them do not exceed.
Duration share_of(const std::vector<Duration>& sorted, std::uint64_t percent) {
    const std::uint64_t rank = (sorted.size() * percent + 99) / 100;
    return sorted[rank == 0 ? 0 : rank - 1];
}

// A draw that never came is worse than any that did.
Duration median_of_last(const Response& response, const Circumstances& circumstances,
                        std::uint32_t last, std::uint64_t runs, const base::Stream& random) {
    std::vector<Duration> ends;
    for (std::uint64_t run = 0; run < runs; ++run) {
        const base::Stream draws = random.stream(run);
        ends.push_back(
            walk(response, circumstances, draws).steps[last].done.value_or(Duration::max()));
    }
    std::ranges::sort(ends);
    return share_of(ends, 50);
}

std::optional<Rehearsed::Saving> best_saving(const Response& response,
                                             const Circumstances& circumstances, std::uint32_t last,
                                             std::uint64_t runs, const base::Stream& random) {
    const Duration as_it_is = median_of_last(response, circumstances, last, runs, random);
    if (as_it_is == Duration::max()) return std::nullopt;
    std::optional<Rehearsed::Saving> best;
    for (std::uint32_t i = 0; i < response.steps.size(); ++i) {
        if (!response.steps[i].team) continue;
        Response changed = response;
        changed.steps[i].team.reset();
        changed.steps[i].approver.reset();
        changed.steps[i].takes = {};
        const Duration by = as_it_is - median_of_last(changed, circumstances, last, runs, random);
        if (by > Duration::zero() && (!best || by > best->by)) best = {i, by};
    }
    return best;
}

}  // namespace

Walk walk(const Response& response, const Circumstances& circumstances,
          const base::Stream& random) {
    return Walker{response, circumstances, random}.walk();
}

std::vector<std::uint32_t> critical_path(const Walk& walk, std::uint32_t last) {
    std::vector<std::uint32_t> path;
    if (!walk.steps[last].done) return path;
    for (std::optional<std::uint32_t> step = last; step; step = walk.steps[*step].because)
        path.push_back(*step);
    std::ranges::reverse(path);
    return path;
}

Rehearsed rehearse(const Response& response, const Circumstances& circumstances, std::uint32_t last,
                   std::uint64_t runs, const base::Stream& random) {
    base::ensure(runs > 0 && last < response.steps.size(), "a rehearsal of something");
    Rehearsed rehearsed;
    rehearsed.runs = runs;
    rehearsed.steps.resize(response.steps.size());
    std::vector<std::vector<Duration>> ends(response.steps.size());
    std::vector<std::map<std::string, std::uint64_t>> stuck(response.steps.size());
    for (std::uint64_t run = 0; run < runs; ++run) {
        const base::Stream draws = random.stream(run);
        const Walk walked = walk(response, circumstances, draws);
        for (std::size_t i = 0; i < walked.steps.size(); ++i) {
            if (walked.steps[i].done) ends[i].push_back(*walked.steps[i].done);
            if (!walked.steps[i].stuck.empty()) ++stuck[i][walked.steps[i].stuck];
        }
        for (const std::uint32_t step : critical_path(walked, last))
            ++rehearsed.steps[step].critical;
    }
    for (std::size_t i = 0; i < ends.size(); ++i) {
        Rehearsed::Step& step = rehearsed.steps[i];
        step.stuck = most_frequent(stuck[i]);
        step.done = ends[i].size();
        if (ends[i].empty()) continue;
        std::ranges::sort(ends[i]);
        step.median = share_of(ends[i], 50);
        step.p95 = share_of(ends[i], 95);
        step.longest = ends[i].back();
    }
    rehearsed.automate = best_saving(response, circumstances, last, runs, random);
    return rehearsed;
}

std::vector<std::string> circle_of_steps(const Response& response) {
    enum class Mark : std::uint8_t { fresh, open, closed };
    std::vector<Mark> marks(response.steps.size(), Mark::fresh);
    std::vector<std::uint32_t> path;
    for (std::uint32_t root = 0; root < marks.size(); ++root) {
        std::vector<std::pair<std::uint32_t, std::size_t>> open;  // step, next of its `after`
        if (marks[root] == Mark::fresh) open.emplace_back(root, 0), marks[root] = Mark::open;
        while (!open.empty()) {
            auto& [step, at] = open.back();
            if (at == response.steps[step].after.size()) {
                marks[step] = Mark::closed;
                open.pop_back();
                continue;
            }
            const std::uint32_t before = response.steps[step].after[at++];
            if (marks[before] == Mark::open) {
                std::vector<std::string> names;
                auto from = std::ranges::find(open, before, [](const auto& o) { return o.first; });
                for (; from != open.end(); ++from)
                    names.push_back(response.steps[from->first].name);
                return names;
            }
            if (marks[before] == Mark::fresh)
                open.emplace_back(before, 0), marks[before] = Mark::open;
        }
    }
    return {};
}

}  // namespace triaz::plan
