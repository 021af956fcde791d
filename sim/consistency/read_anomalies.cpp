#include <algorithm>
#include <map>
#include <set>

#include "sim/consistency/transactions.hpp"
#include "sim/consistency/witness.hpp"

namespace triaz::consistency {
namespace {

using history::Outcome;

using Elements = std::vector<std::uint32_t>;

bool is_prefix(const Elements& part, const Elements& whole) {
    return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

bool ends_with(const Elements& whole, const Elements& end) {
    return end.size() <= whole.size() && std::equal(end.rbegin(), end.rend(), whole.rbegin());
}

class Anomalies {
public:
    Anomalies(const Transactions& transactions, const History& history)
        : from_(transactions), history_(history) {}

    std::vector<Anomaly> run() {
        for (std::uint32_t at = 0; at < from_.all.size(); ++at) {
            if (from_.all[at].outcome != Outcome::ok) continue;
            judge_reads(at);
            judge_inside(at);
        }
        for (std::uint32_t at = 0; at < from_.all.size(); ++at)
            if (from_.all[at].outcome != Outcome::fail) judge_own_order(at);
        judge_orders();
        judge_lost_updates();
        return std::move(found_);
    }

private:
    void add(const char* name, const std::string& summary,
             const std::vector<std::uint32_t>& parts) {
        const auto known = std::find_if(found_.begin(), found_.end(), [&](const Anomaly& anomaly) {
            return anomaly.name == name;
        });
        if (known != found_.end()) {
            ++known->count;
            return;
        }
        Anomaly anomaly;
        anomaly.name = name;
        anomaly.summary = summary;
        for (const std::uint32_t part : parts) anomaly.parts.push_back(from_.all[part].operation);
        std::sort(anomaly.parts.begin(), anomaly.parts.end());
        anomaly.parts.erase(std::unique(anomaly.parts.begin(), anomaly.parts.end()),
                            anomaly.parts.end());
        for (const std::uint32_t part : anomaly.parts)
            anomaly.steps.push_back(told(history_[part]));
        found_.push_back(std::move(anomaly));
    }

    std::string key(std::uint32_t number) const { return key_text(from_, number); }
    std::string element(std::uint32_t number) const { return element_text(from_, number); }

    void judge_reads(std::uint32_t at) {
        std::set<std::uint32_t> appended;  // keys
        for (const ListAccess& access : from_.all[at].accesses) {
            if (access.appends) {
                appended.insert(access.key);
                continue;
            }
            const std::string read =
                "read " + key(access.key) + " as " + list_text(from_, access.elements);
            std::set<std::uint32_t> once;
            for (const std::uint32_t each : access.elements) {
                if (!once.insert(each).second)
                    add("duplicate-elements",
                        "a transaction " + read + ", which holds " + element(each) + " twice",
                        {at});
                const auto& append = from_.appends[each];
                if (!append)
                    add("unexpected-element",
                        "a transaction " + read + ", but nobody appended " + element(each), {at});
                else if (from_.all[append->transaction].outcome == Outcome::fail)
                    add("G1a",
                        "a transaction " + read + ", but the transaction that appended " +
                            element(each) + " had failed",
                        {append->transaction, at});
            }
            if (access.elements.empty() || appended.contains(access.key)) continue;
            const auto& last = from_.appends[access.elements.back()];
            if (last && !last->last && last->transaction != at)
                add("G1b", "a transaction " + read + ", in the middle of the appends of another",
                    {last->transaction, at});
        }
    }

    // What a transaction knows of one key: a whole list, or only its end.
    struct Known {
        bool whole = false;
        Elements list;
    };

    void judge_inside(std::uint32_t at) {
        std::map<std::uint32_t, Known> known;
        const auto& accesses = from_.all[at].accesses;
        for (std::size_t place = 0; place < accesses.size(); ++place) {
            const ListAccess& access = accesses[place];
            Known& of_key = known[access.key];
            if (access.appends) {
                of_key.list.push_back(access.elements.front());
                continue;
            }
            const std::string read = "a transaction read " + key(access.key) + " as " +
                                     list_text(from_, access.elements);
            if (const auto later = appended_later(accesses, place))
                add("future-read", read + " before it appended " + element(*later) + " itself",
                    {at});
            else if (of_key.whole ? access.elements != of_key.list
                                  : !ends_with(access.elements, of_key.list))
                add("internal",
                    read + ", though by its own reads and appends it had to " +
                        (of_key.whole ? "be " : "end with ") + list_text(from_, of_key.list),
                    {at});
            of_key = {true, access.elements};
        }
    }

    // What others read of a transaction's appends to one key, in the order it made them?
    void judge_own_order(std::uint32_t at) {
        std::map<std::uint32_t, std::uint32_t> last;  // element by key
        for (const ListAccess& access : from_.all[at].accesses) {
            if (!access.appends) continue;
            const std::uint32_t element_now = access.elements.front();
            const auto before = last.find(access.key);
            const std::uint32_t place = from_.place[element_now];
            if (before != last.end() && place != nowhere && from_.place[before->second] > place)
                add("append-order",
                    "a transaction appended " + element(before->second) + " to " + key(access.key) +
                        " before " + element(element_now) + ", but the list was read as " +
                        list_text(from_, from_.orders[access.key]),
                    {at});
            last[access.key] = element_now;
        }
    }

    static std::optional<std::uint32_t> appended_later(const std::vector<ListAccess>& accesses,
                                                       std::size_t read) {
        for (std::size_t later = read + 1; later < accesses.size(); ++later) {
            if (!accesses[later].appends || accesses[later].key != accesses[read].key) continue;
            const std::uint32_t element = accesses[later].elements.front();
            const auto& seen = accesses[read].elements;
            if (std::find(seen.begin(), seen.end(), element) != seen.end()) return element;
        }
        return {};
    }

    void judge_orders() {
        std::vector<std::uint32_t> longest(from_.keys.size(), nowhere);  // transaction
        std::vector<const Elements*> lists(from_.keys.size(), nullptr);
        const auto each_read = [&](auto visit) {
            for (std::uint32_t at = 0; at < from_.all.size(); ++at)
                if (from_.all[at].outcome == Outcome::ok)
                    for (const ListAccess& access : from_.all[at].accesses)
                        if (!access.appends) visit(at, access);
        };
        each_read([&](std::uint32_t at, const ListAccess& access) {
            if (lists[access.key] && lists[access.key]->size() >= access.elements.size()) return;
            lists[access.key] = &access.elements;
            longest[access.key] = at;
        });
        each_read([&](std::uint32_t at, const ListAccess& access) {
            if (is_prefix(access.elements, *lists[access.key])) return;
            add("incompatible-order",
                "key " + key(access.key) + " was read as " + list_text(from_, access.elements) +
                    " and as " + list_text(from_, *lists[access.key]),
                {at, longest[access.key]});
        });
        for (std::uint32_t number = 0; number < from_.orders.size(); ++number)
            judge_dirty_updates(number, longest[number]);
    }

    void judge_dirty_updates(std::uint32_t number, std::uint32_t read_by) {
        std::optional<std::uint32_t> aborted;  // an element
        for (const std::uint32_t each : from_.orders[number]) {
            const auto& append = from_.appends[each];
            if (!append) continue;
            const Outcome outcome = from_.all[append->transaction].outcome;
            if (outcome == Outcome::fail && !aborted) aborted = each;
            if (outcome != Outcome::ok || !aborted) continue;
            add("dirty-update",
                "a transaction appended " + element(each) + " to key " + key(number) + " behind " +
                    element(*aborted) + ", whose transaction had failed",
                {from_.appends[*aborted]->transaction, append->transaction, read_by});
            return;
        }
    }

    void judge_lost_updates() {
        std::map<std::pair<std::uint32_t, Elements>, Elements> updaters;  // transactions by version
        for (std::uint32_t at = 0; at < from_.all.size(); ++at) {
            if (from_.all[at].outcome != Outcome::ok) continue;
            std::map<std::uint32_t, const Elements*> first_read;
            std::set<std::uint32_t> appended;
            for (const ListAccess& access : from_.all[at].accesses) {
                if (!access.appends && !appended.contains(access.key))
                    first_read.try_emplace(access.key, &access.elements);
                if (!access.appends || !appended.insert(access.key).second) continue;
                const auto read = first_read.find(access.key);
                if (read != first_read.end()) updaters[{access.key, *read->second}].push_back(at);
            }
        }
        for (const auto& [version, transactions] : updaters)
            if (transactions.size() > 1)
                add("lost-update",
                    std::to_string(transactions.size()) + " transactions read key " +
                        key(version.first) + " as " + list_text(from_, version.second) +
                        " and appended to it, each without the other's",
                    transactions);
    }

    const Transactions& from_;
    const History& history_;
    std::vector<Anomaly> found_;
};

}  // namespace

std::vector<Anomaly> read_anomalies(const Transactions& transactions, const History& history) {
    return Anomalies{transactions, history}.run();
}

}  // namespace triaz::consistency
