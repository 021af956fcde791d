#include "sim/publish/ledger.hpp"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>

#include "sim/base/sha256.hpp"
#include "sim/publish/ledger_body.hpp"

namespace triaz::publish {
namespace {

// What SQLite keeps in the file to tell whose it is: "trzL".
constexpr const char* make_ledger =
    "PRAGMA application_id = 0x74727a4c;"
    "CREATE TABLE entry (number INTEGER PRIMARY KEY, body TEXT NOT NULL, hash TEXT NOT NULL);"
    "CREATE TRIGGER no_change BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;"
    "CREATE TRIGGER no_loss BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;";
constexpr std::int64_t application_id = 0x74727a4c;
constexpr int patience_ms = 10'000;  // for another process that is writing

std::string hash_of(const std::string& previous, const std::string& body) {
    return base::sha256_hex(previous + "\n" + body);
}

}  // namespace

// A connection and what is asked of it.
class Ledger::Database {
public:
    Database(const std::string& path, Access access) : path_(path) {
        const int flags = access == Access::read ? SQLITE_OPEN_READONLY
                                                 : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        sqlite3* opened = nullptr;  // one that could not be opened is to be closed, too
        const int result = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
        handle_.reset(opened);
        if (result != SQLITE_OK) fail();
        sqlite3_busy_timeout(opened, patience_ms);
    }

    void run(const std::string& sql) {
        if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            fail();
    }

    struct Row {
        std::int64_t number = 0;
        std::string body;
        std::string hash;
    };
    std::vector<Row> rows(const std::string& sql) {
        Statement statement{*this, sql};
        std::vector<Row> found;
        while (statement.step())
            found.push_back({statement.integer(0), statement.text(1), statement.text(2)});
        return found;
    }
    std::int64_t integer(const std::string& sql) {
        Statement statement{*this, sql};
        return statement.step() ? statement.integer(0) : 0;
    }
    void insert(const Row& row) {
        Statement statement{*this, "INSERT INTO entry VALUES (?, ?, ?)"};
        statement.bind(row);
        statement.step();
    }

private:
    class Statement {
    public:
        Statement(Database& of, const std::string& sql) : of_(of) {
            if (sqlite3_prepare_v2(of.handle_.get(), sql.c_str(), -1, &handle_, nullptr) !=
                SQLITE_OK)
                of.fail();
        }
        ~Statement() { sqlite3_finalize(handle_); }
        Statement(const Statement&) = delete;
        Statement& operator=(const Statement&) = delete;

        bool step() {
            const int result = sqlite3_step(handle_);
            if (result != SQLITE_ROW && result != SQLITE_DONE) of_.fail();
            return result == SQLITE_ROW;
        }
        void bind(const Row& row) {
            sqlite3_bind_int64(handle_, 1, row.number);
            sqlite3_bind_text(handle_, 2, row.body.data(), static_cast<int>(row.body.size()),
                              SQLITE_TRANSIENT);
            sqlite3_bind_text(handle_, 3, row.hash.data(), static_cast<int>(row.hash.size()),
                              SQLITE_TRANSIENT);
        }
        std::int64_t integer(int column) { return sqlite3_column_int64(handle_, column); }
        std::string text(int column) {
            const auto* const begin =
                static_cast<const char*>(sqlite3_column_blob(handle_, column));
            return begin == nullptr
                       ? std::string{}
                       : std::string(begin, static_cast<std::size_t>(
                                                sqlite3_column_bytes(handle_, column)));
        }

    private:
        Database& of_;
        sqlite3_stmt* handle_ = nullptr;
    };

    [[noreturn]] void fail() const {
        throw std::runtime_error(
            path_ + ": " + (handle_ == nullptr ? "no memory" : sqlite3_errmsg(handle_.get())));
    }

    std::string path_;
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close(handle); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

Ledger::Ledger(const std::string& path, Access access)
    : database_(std::make_unique<Database>(path, access)) {
    if (access == Access::write) {
        // One file; on disk before `add` returns; no entry without its journal gone.
        database_->run("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;");
        database_->run("BEGIN IMMEDIATE");
        if (database_->integer("SELECT count(*) FROM sqlite_master") == 0)
            database_->run(make_ledger);
        database_->run("COMMIT");
    }
    if (database_->integer("PRAGMA application_id") != application_id)
        throw std::runtime_error(path + " is no ledger of triaz");
}

Ledger::~Ledger() = default;

LedgerEntry Ledger::add(LedgerEntry entry) {
    database_->run("BEGIN IMMEDIATE");
    const auto last =
        database_->rows("SELECT number, body, hash FROM entry ORDER BY number DESC LIMIT 1");
    const std::string body = body_of(entry);
    entry.number = last.empty() ? 1 : static_cast<std::uint64_t>(last.front().number) + 1;
    entry.hash = hash_of(last.empty() ? std::string{} : last.front().hash, body);
    database_->insert({static_cast<std::int64_t>(entry.number), body, entry.hash});
    database_->run("COMMIT");
    return entry;
}

std::vector<LedgerEntry> Ledger::entries() const {
    std::vector<LedgerEntry> entries;
    for (const auto& row :
         database_->rows("SELECT number, body, hash FROM entry ORDER BY number")) {
        LedgerEntry entry = entry_of(row.body);
        entry.number = static_cast<std::uint64_t>(row.number);
        entry.hash = row.hash;
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::vector<std::string> Ledger::broken() const {
    std::vector<std::string> sentences;
    std::string previous;
    std::int64_t expected = 1;
    for (const auto& row :
         database_->rows("SELECT number, body, hash FROM entry ORDER BY number")) {
        const std::string name = "entry " + std::to_string(row.number);
        if (row.number != expected)
            sentences.push_back("entry " + std::to_string(expected) + " is missing");
        if (body_of(entry_of(row.body)) != row.body || hash_of(previous, row.body) != row.hash)
            sentences.push_back(name + " is not as it was written, or what came before it is not");
        previous = row.hash;
        expected = row.number + 1;
    }
    return sentences;
}

bool is_ledger(std::string_view bytes) {
    return bytes.starts_with(std::string_view{"SQLite format 3\0", 16});
}

}  // namespace triaz::publish
