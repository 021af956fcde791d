#include "sim/publish/zip.hpp"

#include <zip.h>

#include <memory>

#include "sim/base/ensure.hpp"

namespace triaz::publish {
namespace {

constexpr zip_uint64_t most_bytes = 1'000'000'000;
// MS-DOS's day one, 1980-01-01: what a zip has when nobody says.
constexpr zip_uint16_t dos_date = (0 << 9) | (1 << 5) | 1;

std::string words_of(zip_error_t& error) {
    std::string words = zip_error_strerror(&error);
    zip_error_fini(&error);
    return words;
}

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

void add(zip_t* archive, const std::string& name, const std::string& bytes) {
    zip_source_t* const source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    base::ensure(source != nullptr, "a file of a zip has a source");
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    base::ensure(index >= 0, "a file of a zip has a name of its own");
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, dos_date, 0);
    zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX,
                                     0100644U << 16);
}

std::optional<std::string> bytes_of(zip_t* archive, zip_uint64_t index, zip_uint64_t size) {
    zip_file_t* const file = zip_fopen_index(archive, index, 0);
    if (file == nullptr) return {};
    std::string bytes(size, '\0');
    const zip_int64_t got = zip_fread(file, bytes.data(), size);
    char beyond = 0;
    const bool ends = zip_fread(file, &beyond, 1) == 0;  // here its checksum is compared
    zip_fclose(file);
    if (got < 0 || static_cast<zip_uint64_t>(got) != size || !ends) return {};
    return bytes;
}

}  // namespace

std::string write_zip(const std::map<std::string, std::string>& files) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const memory = zip_source_buffer_create(nullptr, 0, 0, &error);
    base::ensure(memory != nullptr, "there is memory for a zip");
    zip_source_keep(memory);
    Archive archive{zip_open_from_source(memory, ZIP_TRUNCATE, &error)};
    base::ensure(archive != nullptr, "a zip can be begun");
    for (const auto& [name, bytes] : files) add(archive.get(), name, bytes);
    base::ensure(zip_close(archive.get()) == 0, "a zip can be closed");
    static_cast<void>(archive.release());
    zip_stat_t stat;
    zip_source_stat(memory, &stat);
    std::string bytes(stat.size, '\0');
    zip_source_open(memory);
    const zip_int64_t got = zip_source_read(memory, bytes.data(), stat.size);
    zip_source_close(memory);
    zip_source_free(memory);
    base::ensure(got >= 0 && static_cast<zip_uint64_t>(got) == stat.size, "a zip is read whole");
    return bytes;
}

std::optional<std::map<std::string, std::string>> read_zip(const std::string& bytes,
                                                           std::string& why) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    const Archive archive{source == nullptr
                              ? nullptr
                              : zip_open_from_source(source, ZIP_CHECKCONS | ZIP_RDONLY, &error)};
    if (archive == nullptr) {
        zip_source_free(source);
        why = "it is no zip: " + words_of(error);
        return {};
    }
    std::map<std::string, std::string> files;
    zip_uint64_t total = 0;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i) {
        zip_stat_t stat;
        const auto index = static_cast<zip_uint64_t>(i);
        if (zip_stat_index(archive.get(), index, 0, &stat) != 0 || stat.name == nullptr) {
            why = "its list of files is damaged";
            return {};
        }
        total += stat.size;
        if (stat.size > most_bytes || total > most_bytes) {
            why = "it holds more than a gigabyte";
            return {};
        }
        auto content = bytes_of(archive.get(), index, stat.size);
        if (!content) {
            why = std::string{stat.name} + " is damaged: its checksum is another";
            return {};
        }
        if (!files.emplace(stat.name, std::move(*content)).second) {
            why = std::string{stat.name} + " is in it twice";
            return {};
        }
    }
    return files;
}

}  // namespace triaz::publish
