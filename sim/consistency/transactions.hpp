// Transactions of appends and reads of lists, and what the reads tell: in which order the elements
// of each key were appended (Kingsbury and Alvaro, "Elle", VLDB 2020). Elements of one key differ,
// so whoever reads a list knows which transaction appended each of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/consistency/graph.hpp"
#include "sim/consistency/interner.hpp"
#include "sim/consistency/report.hpp"

namespace triaz::consistency {

// [:append key element], or [:r key elements] of a transaction that committed.
struct ListAccess {
    bool appends = false;
    std::uint32_t key = 0;
    std::vector<std::uint32_t> elements;  // one when it appends
};

struct Transaction {
    std::uint32_t operation = 0;
    history::Outcome outcome = history::Outcome::open;
    std::vector<ListAccess> accesses;  // of reads those of `ok` transactions alone
};

// Of one element of a key: who appended it.
struct Append {
    std::uint32_t transaction = 0;
    bool last = true;  // of its transaction to this key
};

inline constexpr std::uint32_t nowhere = UINT32_MAX;

struct Transactions {
    Interner<history::Value> keys;
    Interner<std::pair<std::uint32_t, history::Value>> elements;  // each of one key
    std::vector<Transaction> all;                                 // in the order of their calls
    std::vector<std::optional<Append>> appends;                   // by element
    std::vector<std::vector<std::uint32_t>> orders;  // by key: elements, as far as they were read
    std::vector<std::uint32_t> place;                // of an element in its order, or `nowhere`
    std::optional<std::uint32_t> appended_twice;     // an element: nothing can be concluded then
};

// Requires: the history suits Model::append.
void read_transactions(const History& history, Transactions& transactions);

// Anomalies that single reads show: G1a, G1b, dirty-update, internal, future-read, lost-update,
// duplicate-elements, incompatible-order, unexpected-element, append-order (appends of one
// transaction that were read in another order).
std::vector<Anomaly> read_anomalies(const Transactions& transactions, const History& history);

// Kinds of edges.
inline constexpr Kinds ww = 1, wr = 2, rw = 4, process_order = 8, time_order = 16;

// What an edge stands on.
struct Reason {
    std::uint32_t key = 0;
    std::uint32_t before = nowhere;  // elements: what was there, and what came
    std::uint32_t after = nowhere;
};

// Who must come before whom. Notes of edges are places in `reasons`.
Graph dependencies(const Transactions& transactions, const History& history,
                   std::vector<Reason>& reasons);

// "[1 2]", "x", "2".
std::string list_text(const Transactions& transactions, const std::vector<std::uint32_t>& list);
std::string key_text(const Transactions& transactions, std::uint32_t key);
std::string element_text(const Transactions& transactions, std::uint32_t element);

}  // namespace triaz::consistency
