#include "sim/consistency/transactions.hpp"

#include <algorithm>
#include <map>

#include "sim/consistency/object.hpp"
#include "sim/consistency/witness.hpp"

namespace triaz::consistency {
namespace {

using history::Outcome;
using history::Value;

class Reading {
public:
    Reading(const History& history, Transactions& transactions)
        : history_(history), to_(transactions) {}

    void run() {
        for (std::uint32_t at = 0; at < history_.size(); ++at) take(at);
        to_.appends.resize(to_.elements.size());
        to_.place.assign(to_.elements.size(), nowhere);
        to_.orders.resize(to_.keys.size());
        for (std::uint32_t at = 0; at < to_.all.size(); ++at) note_appends(at);
        for (const auto& [key, longest] : longest_) put_in_order(key, *longest);
    }

private:
    void take(std::uint32_t at) {
        const history::Operation& operation = history_[at];
        const bool ok = operation.outcome == Outcome::ok;
        Transaction transaction{.operation = at, .outcome = operation.outcome, .accesses = {}};
        const auto accesses = accesses_of(ok ? operation.result : operation.argument);
        for (const Access& access : *accesses) {
            if (!ok && !access.writes) continue;
            ListAccess list{
                .appends = access.writes, .key = to_.keys.number(access.key), .elements = {}};
            if (access.writes)
                list.elements.push_back(to_.elements.number({list.key, access.value}));
            else
                for (const Value& element : access.value.items())
                    list.elements.push_back(to_.elements.number({list.key, element}));
            transaction.accesses.push_back(std::move(list));
        }
        to_.all.push_back(std::move(transaction));
    }

    void note_appends(std::uint32_t at) {
        std::map<std::uint32_t, std::uint32_t> last;  // element by key
        for (const ListAccess& access : to_.all[at].accesses) {
            if (!access.appends) {
                const auto [longest, is_new] = longest_.try_emplace(access.key, &access.elements);
                if (!is_new && access.elements.size() > longest->second->size())
                    longest->second = &access.elements;
                continue;
            }
            const std::uint32_t element = access.elements.front();
            if (to_.appends[element])
                to_.appended_twice = element;
            else
                to_.appends[element] = Append{at, true};
            if (const auto before = last.find(access.key); before != last.end())
                to_.appends[before->second]->last = false;
            last[access.key] = element;
        }
    }

    void put_in_order(std::uint32_t key, const std::vector<std::uint32_t>& longest) {
        for (const std::uint32_t element : longest) {
            if (to_.place[element] != nowhere) continue;  // a duplicate
            to_.place[element] = static_cast<std::uint32_t>(to_.orders[key].size());
            to_.orders[key].push_back(element);
        }
    }

    const History& history_;
    Transactions& to_;
    std::map<std::uint32_t, const std::vector<std::uint32_t>*> longest_;
};

// Edges.
class Depending {
public:
    Depending(const Transactions& transactions, const History& history,
              std::vector<Reason>& reasons)
        : from_(transactions),
          history_(history),
          reasons_(reasons),
          graph_(transactions.all.size()),
          unread_(transactions.keys.size()) {
        // A transaction of which one append was read took effect, and so did its others.
        std::vector<bool> took_effect(from_.all.size());
        for (std::uint32_t at = 0; at < from_.all.size(); ++at)
            took_effect[at] = from_.all[at].outcome == Outcome::ok;
        for (std::uint32_t element = 0; element < from_.elements.size(); ++element)
            if (from_.place[element] != nowhere && counts(element))
                took_effect[writer_of(element)] = true;
        for (std::uint32_t element = 0; element < from_.elements.size(); ++element)
            if (from_.place[element] == nowhere && counts(element) &&
                took_effect[writer_of(element)])
                unread_[from_.elements[element].first].push_back(element);
    }

    Graph run() {
        for (std::uint32_t key = 0; key < from_.orders.size(); ++key) order_appends(key);
        for (std::uint32_t at = 0; at < from_.all.size(); ++at)
            if (from_.all[at].outcome == Outcome::ok) read(at);
        order_processes();
        order_in_time();
        return std::move(graph_);
    }

private:
    void add(std::uint32_t before, std::uint32_t after, Kinds kind, const Reason& reason) {
        if (before == after) return;
        graph_.add(before, after, kind, static_cast<std::uint32_t>(reasons_.size()));
        reasons_.push_back(reason);
    }

    // Whether it took effect, as far as anybody knows.
    bool counts(std::uint32_t element) const {
        const auto& append = from_.appends[element];
        return append && from_.all[append->transaction].outcome != Outcome::fail;
    }
    std::uint32_t writer_of(std::uint32_t element) const {
        return from_.appends[element]->transaction;
    }

    void order_appends(std::uint32_t key) {
        std::uint32_t before = nowhere;
        for (const std::uint32_t element : from_.orders[key]) {
            if (!counts(element)) continue;
            if (before != nowhere)
                add(writer_of(before), writer_of(element), ww, {key, before, element});
            before = element;
        }
        // Committed and in no read: after all that were read.
        for (const std::uint32_t element : unread_[key])
            if (before != nowhere)
                add(writer_of(before), writer_of(element), ww, {key, before, element});
    }

    void read(std::uint32_t at) {
        for (const ListAccess& access : from_.all[at].accesses) {
            if (access.appends) continue;
            const auto& order = from_.orders[access.key];
            std::uint32_t seen = nowhere;
            std::uint32_t next = 0;  // place
            if (!access.elements.empty()) {
                seen = access.elements.back();
                if (counts(seen)) {
                    // of its own append, the order of appends says all
                    if (writer_of(seen) == at) continue;
                    add(writer_of(seen), at, wr, {access.key, seen, seen});
                }
                if (from_.place[seen] == nowhere) continue;
                next = from_.place[seen] + 1;
            }
            while (next < order.size() && !counts(order[next])) ++next;
            if (next < order.size()) {
                add(at, writer_of(order[next]), rw, {access.key, seen, order[next]});
                continue;
            }
            for (const std::uint32_t missed : unread_[access.key])
                add(at, writer_of(missed), rw, {access.key, seen, missed});
        }
    }

    void order_processes() {
        std::map<std::int64_t, std::uint32_t> last;
        for (std::uint32_t at = 0; at < from_.all.size(); ++at) {
            if (from_.all[at].outcome == Outcome::fail) continue;
            const std::int64_t process = history_[from_.all[at].operation].process;
            const auto before = last.find(process);
            if (before != last.end()) add(before->second, at, process_order, {});
            if (from_.all[at].outcome == Outcome::ok) last[process] = at;
        }
    }

    // An edge from each transaction to those called after its return, but for those that follow
    // from other edges: `frontier` holds returned ones that no other returned one came after.
    void order_in_time() {
        struct At {
            std::uint32_t place, transaction;
            bool returns;
        };
        std::vector<At> order;
        for (std::uint32_t at = 0; at < from_.all.size(); ++at) {
            const history::Operation& operation = history_[from_.all[at].operation];
            if (operation.outcome == Outcome::fail) continue;
            order.push_back({operation.called, at, false});
            if (operation.outcome == Outcome::ok) order.push_back({operation.returned, at, true});
        }
        std::sort(order.begin(), order.end(),
                  [](const At& a, const At& b) { return a.place < b.place; });
        std::vector<std::uint32_t> frontier;
        std::vector<std::vector<std::uint32_t>> before(from_.all.size());
        for (const At& at : order) {
            if (!at.returns) {
                before[at.transaction] = frontier;
                for (const std::uint32_t earlier : frontier)
                    add(earlier, at.transaction, time_order, {});
                continue;
            }
            const auto& gone = before[at.transaction];
            std::erase_if(frontier, [&](std::uint32_t earlier) {
                return std::find(gone.begin(), gone.end(), earlier) != gone.end();
            });
            frontier.push_back(at.transaction);
            before[at.transaction] = {};
        }
    }

    const Transactions& from_;
    const History& history_;
    std::vector<Reason>& reasons_;
    Graph graph_;
    std::vector<std::vector<std::uint32_t>> unread_;  // committed elements in no read, by key
};

}  // namespace

void read_transactions(const History& history, Transactions& transactions) {
    Reading{history, transactions}.run();
}

Graph dependencies(const Transactions& transactions, const History& history,
                   std::vector<Reason>& reasons) {
    return Depending{transactions, history, reasons}.run();
}

std::string list_text(const Transactions& transactions, const std::vector<std::uint32_t>& list) {
    std::string text = "[";
    for (std::size_t at = 0; at < list.size(); ++at) {
        if (at > 0) text += ' ';
        text += element_text(transactions, list[at]);
    }
    return text + "]";
}

std::string key_text(const Transactions& transactions, std::uint32_t key) {
    return history::to_text(transactions.keys[key]);
}

std::string element_text(const Transactions& transactions, std::uint32_t element) {
    return history::to_text(transactions.elements[element].second);
}

}  // namespace triaz::consistency
