// An append-only ledger of what was done about continuity: one SQLite file, each entry chained to
// the one before by SHA-256. What was written stays: an entry is corrected by another one.
//
// An entry is there whole or not at all, also when the process or the power goes at any instant. A
// changed entry breaks the chain and is named. Whoever can write the file can cut its end off or
// make it anew: note the last hash elsewhere (in the signed report), `holds` looks for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triaz::publish {

struct LedgerEntry {
    std::string kind;  // one of ledger_kinds()
    std::string on;    // the day, "2026-11-23"
    std::string what;
    std::string by;                       // who did it, approved it or found it
    std::string owner;                    // of an action
    std::string due;                      // a day
    std::string retest;                   // the command or exercise that shows it is mended
    std::optional<std::uint64_t> closes;  // the number of an action or a finding
    std::string file;                     // that shows it
    std::string sha256;                   // of that file

    std::uint64_t number = 0;  // from 1; given by the ledger
    std::string hash;          // of this entry and all before it
};

const std::vector<std::string>& ledger_kinds();

// Whether the bytes of a file begin as a ledger's do.
bool is_ledger(std::string_view bytes);

// Throws std::runtime_error with a sentence when the file cannot be read or written, or holds
// something else than a ledger.
class Ledger {
public:
    enum class Access : std::uint8_t { read, write };  // to write makes it when it is not there
    Ledger(const std::string& path, Access access);
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    // On disk when it returns. Gives the entry with its number and hash.
    LedgerEntry add(LedgerEntry entry);
    std::vector<LedgerEntry> entries() const;
    // A sentence for each entry that is not as it was written; none: the chain is whole.
    std::vector<std::string> broken() const;

private:
    class Database;
    std::unique_ptr<Database> database_;
};

// Actions and findings that no entry closes.
std::vector<LedgerEntry> open_entries(const std::vector<LedgerEntry>& entries);

// {"schema": "triaz.ledger/1.0", "entries": [...]}
std::string to_json(const std::vector<LedgerEntry>& entries);

}  // namespace triaz::publish
