#include "sim/check/trades.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/check/prose.hpp"

namespace triaz::check {

namespace {

using base::Time;
using history::Mark;

constexpr std::size_t lines_of_a_kind = 3;

struct Stretch {
    std::string subject;
    measure::Interval time;
    bool open;  // to the end of the run
};

// "state/2" is a shard of "state".
bool in_scope(const std::string& subject, const std::vector<std::string>& stores) {
    if (stores.empty()) return true;
    const std::string store = subject.substr(0, subject.rfind('/'));
    return std::ranges::find(stores, store) != stores.end();
}

// From `begins` to `ends` of the same subject, in the order they began.
std::vector<Stretch> stretches(const measure::Evidence& evidence,
                               const std::vector<std::string>& stores, Mark begins, Mark ends) {
    std::vector<Stretch> found;
    std::map<std::string, std::size_t> open;  // index into found
    for (const history::Entry& entry : evidence.timeline.entries) {
        if (!in_scope(entry.subject, stores)) continue;
        if (entry.mark == begins && !open.contains(entry.subject)) {
            open[entry.subject] = found.size();
            found.push_back({entry.subject, {entry.time, evidence.end}, true});
        }
        const auto begun = open.find(entry.subject);
        if (entry.mark != ends || begun == open.end()) continue;
        found[begun->second].time.to = entry.time;
        found[begun->second].open = false;
        open.erase(begun);
    }
    return found;
}

// For more than half of it the shard had no leader: it did not go on with fewer copies, it waited.
bool mostly_waited(const Stretch& reduced, const std::vector<Stretch>& waits) {
    base::Duration waited{};
    for (const Stretch& wait : waits) {
        if (wait.subject != reduced.subject) continue;
        const Time from = std::max(wait.time.from, reduced.time.from);
        waited += std::max(base::Duration::zero(), std::min(wait.time.to, reduced.time.to) - from);
    }
    return 2 * waited > reduced.time.length();
}

std::vector<Stretch> longest_first(std::vector<Stretch> all) {
    std::erase_if(all, [](const Stretch& s) { return s.time.length() <= base::Duration::zero(); });
    std::ranges::stable_sort(all, std::ranges::greater{},
                             [](const Stretch& s) { return s.time.length(); });
    return all;
}

std::string span_and_instant(const Stretch& stretch) {
    if (stretch.open) {
        return fmt::format("from {} to the end of the run ({})", clock_text(stretch.time.from),
                           span_text(stretch.time.length()));
    }
    return fmt::format("{} from {}", span_text(stretch.time.length()),
                       clock_text(stretch.time.from));
}

void tell_waits(std::vector<std::string>& lines, const measure::Evidence& evidence,
                const std::vector<Stretch>& waits) {
    for (std::size_t i = 0; i < waits.size() && i < lines_of_a_kind; ++i) {
        const auto store = std::ranges::find_if(
            evidence.stores, [&](const auto& s) { return in_scope(waits[i].subject, {s.name}); });
        const bool downgraded = std::ranges::any_of(evidence.shards, [&](const auto& shard) {
            return store != evidence.stores.end() && shard.store == store->name &&
                   !shard.not_guaranteed.empty();
        });
        const bool kept = !downgraded && (store == evidence.stores.end() || is_guaranteed(*store));
        lines.push_back(
            fmt::format("writes to {} waited for a new leader {}: availability was given up {}",
                        waits[i].subject, span_and_instant(waits[i]),
                        kept ? "to keep recovery point zero"
                             : "and recovery point zero is not guaranteed all the same"));
    }
    if (waits.size() <= lines_of_a_kind) return;
    lines.push_back(fmt::format("other waits for a new leader: {} (each at most {})",
                                waits.size() - lines_of_a_kind,
                                span_text(waits[lines_of_a_kind].time.length())));
}

void tell_reduced(std::vector<std::string>& lines, const std::vector<Stretch>& reduced) {
    for (std::size_t i = 0; i < reduced.size() && i < lines_of_a_kind; ++i) {
        lines.push_back(
            fmt::format("{} went on with fewer copies than declared {}: redundancy was given up "
                        "to keep availability",
                        reduced[i].subject, span_and_instant(reduced[i])));
    }
    if (reduced.size() <= lines_of_a_kind) return;
    lines.push_back(fmt::format(
        "other stretches with fewer copies than declared: {} (each at most {})",
        reduced.size() - lines_of_a_kind, span_text(reduced[lines_of_a_kind].time.length())));
}

// A store that did not wait for its copies, and so told of it itself.
void tell_downgrades(std::vector<std::string>& lines, const std::vector<Stretch>& downgrades) {
    for (std::size_t i = 0; i < downgrades.size() && i < lines_of_a_kind; ++i) {
        lines.push_back(
            fmt::format("{} acknowledged on fewer durable copies than declared {}: the guarantee "
                        "of recovery point zero was given up to keep availability",
                        downgrades[i].subject, span_and_instant(downgrades[i])));
    }
    if (downgrades.size() <= lines_of_a_kind) return;
    lines.push_back(fmt::format(
        "other stretches without the guarantee of recovery point zero: {} (each at most {})",
        downgrades.size() - lines_of_a_kind, span_text(downgrades[lines_of_a_kind].time.length())));
}

}  // namespace

bool is_guaranteed(const measure::StoreEvidence& store) {
    return store.copies_before_acknowledging >= store.copies / 2 + 1;
}

std::vector<measure::Interval> reduced_redundancy(const measure::Evidence& evidence,
                                                  const std::vector<std::string>& stores) {
    std::vector<measure::Interval> intervals;
    for (const Stretch& stretch :
         stretches(evidence, stores, Mark::redundancy_reduced, Mark::redundancy_restored)) {
        intervals.push_back(stretch.time);
    }
    return intervals;
}

std::vector<std::string> trades(const measure::Evidence& evidence,
                                const std::vector<std::string>& stores) {
    std::vector<std::string> lines;
    for (const measure::StoreEvidence& store : evidence.stores) {
        if (!in_scope(store.name + "/", stores) || is_guaranteed(store)) continue;
        lines.push_back(
            fmt::format("{} acknowledges after {} of {} copies: the guarantee of recovery point "
                        "zero was given up for "
                        "latency, at every instant",
                        store.name, store.copies_before_acknowledging, store.copies));
    }
    tell_downgrades(lines, longest_first(stretches(evidence, stores, Mark::guarantee_reduced,
                                                   Mark::guarantee_restored)));
    const auto waits = stretches(evidence, stores, Mark::leader_lost, Mark::leader_elected);
    auto reduced = stretches(evidence, stores, Mark::redundancy_reduced, Mark::redundancy_restored);
    std::erase_if(reduced, [&](const Stretch& each) { return mostly_waited(each, waits); });
    tell_waits(lines, evidence, longest_first(waits));
    tell_reduced(lines, longest_first(std::move(reduced)));
    return lines;
}

}  // namespace triaz::check
