// Typed access to an object that has been held against its shape: what is absent or was complained
// of reads as the fallback of its key. Asking for a key that the shape does not have is our bug.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/scenario/collector.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/form.hpp"

namespace triaz::scenario {

class Fields {
public:
    // `value` may be nothing (an absent object: all fallbacks); `owner` is where it would stand.
    Fields(const Value* value, const Shape& shape, Position owner, std::string path,
           Complaints& complaints)
        : value_(value),
          shape_(&shape),
          owner_(owner),
          path_(std::move(path)),
          complaints_(&complaints) {}

    // Whether the file has the key at all, and whether what it has is sound.
    bool given(std::string_view key) const;
    bool has(std::string_view key) const { return value(key) != nullptr; }
    const Value* value(std::string_view key) const;  // nothing also when it has been complained of

    std::string text(std::string_view key) const;  // text, name, choice
    bool flag(std::string_view key) const;
    std::uint64_t count(std::string_view key) const;
    std::uint32_t small_count(std::string_view key) const;  // of a form bounded to 32 bits
    double number(std::string_view key) const;
    base::Duration duration(std::string_view key) const;
    base::Bytes bytes(std::string_view key) const;
    base::Bandwidth bandwidth(std::string_view key) const;
    base::Ratio ratio(std::string_view key) const;
    base::Distribution distribution(std::string_view key) const;  // complains of impossible ones

    std::optional<base::Duration> maybe_duration(std::string_view key) const;
    std::optional<base::Ratio> maybe_ratio(std::string_view key) const;

    Fields object(std::string_view key) const;
    // Of a list or map of objects: each with the name or index it stands under.
    struct Entry;
    std::vector<Entry> entries(std::string_view key) const;
    // Of a list of names or texts: each with its value, for complaints.
    struct Word;
    std::vector<Word> words(std::string_view key) const;

    // Where complaints about a key belong: the value, or the object when the key is absent.
    Position at(std::string_view key) const;
    Position at() const { return value_ != nullptr ? value_->at : owner_; }
    std::string path(std::string_view key) const;
    const std::string& path() const { return path_; }
    const Shape& shape() const { return *shape_; }

    void error(std::string_view key, Trouble trouble) const;
    void warn(std::string_view key, Trouble trouble) const;
    void error(Trouble trouble) const { complaints_->error(at(), path_, std::move(trouble)); }
    void warn(Trouble trouble) const { complaints_->warn(at(), path_, std::move(trouble)); }

private:
    const Key& key_of(std::string_view key) const;
    template <class Quantity, class Of>
    Quantity read(std::string_view key, Of of) const;

    const Value* value_;
    const Shape* shape_;
    Position owner_;
    std::string path_;
    Complaints* complaints_;
};

struct Fields::Entry {
    std::string name;  // the key of a map; of a list the index
    Position at;       // of the key; of a list of the item
    Fields fields;
};

struct Fields::Word {
    std::string text;
    Position at;
    std::string path;
};

// A value of form distribution().
base::Distribution read_distribution(const Value& value, const std::string& path,
                                     Complaints& complaints);

}  // namespace triaz::scenario
