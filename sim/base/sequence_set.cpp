#include "sim/base/sequence_set.hpp"

#include <algorithm>
#include <bit>

namespace triaz::base {

bool SequenceSet::find_or_begin(std::uint64_t block) {
    if (stretch_of(block) != nullptr) return false;
    const auto place = std::ranges::lower_bound(begun_, block, {}, &Block::number);
    recent_ = static_cast<std::size_t>(place - begun_.begin());
    if (place == begun_.end() || place->number != block) begun_.insert(place, Block{block, 0, {}});
    return true;
}

void SequenceSet::retire_recent() {
    const std::uint64_t block = begun_[recent_].number;
    begun_.erase(begun_.begin() + static_cast<std::ptrdiff_t>(recent_));
    const auto after = std::ranges::upper_bound(full_, block, {}, &Stretch::first);
    const bool joins_after = after != full_.end() && after->first == block + 1;
    const bool joins_before = after != full_.begin() && (after - 1)->end == block;
    if (joins_before && joins_after) {
        (after - 1)->end = after->end;
        full_.erase(after);
    } else if (joins_before) {
        (after - 1)->end = block + 1;
    } else if (joins_after) {
        after->first = block;
    } else {
        full_.insert(after, Stretch{block, block + 1});
    }
}

void SequenceSet::reopen(std::uint64_t block) {
    const auto after = std::ranges::upper_bound(full_, block, {}, &Stretch::first);
    const auto stretch = after - 1;
    const Stretch right{block + 1, stretch->end};
    stretch->end = block;
    const bool left_is_empty = stretch->first == stretch->end;
    if (right.first < right.end) {
        if (left_is_empty) {
            *stretch = right;
        } else {
            full_.insert(after, right);
        }
    } else if (left_is_empty) {
        full_.erase(stretch);
    }
    Block reopened{block, block_size, {}};
    reopened.words.fill(~std::uint64_t{0});
    begun_.insert(std::ranges::lower_bound(begun_, block, {}, &Block::number), reopened);
}

bool SequenceSet::erase(std::uint64_t number) {
    if (!contains(number)) return false;
    const std::uint64_t block = number / block_size;
    if (stretch_of(block) != nullptr) reopen(block);
    const auto place = std::ranges::lower_bound(begun_, block, {}, &Block::number);
    place->words[number % block_size / word_size] &= ~(std::uint64_t{1} << (number % word_size));
    if (--place->count == 0) begun_.erase(place);
    --size_;
    recent_ = 0;
    return true;
}

void SequenceSet::merge(const SequenceSet& other) {
    if (empty()) {
        *this = other;
        return;
    }
    for (const std::uint64_t number : other.missing_from(*this, other.size())) insert(number);
}

const SequenceSet::Stretch* SequenceSet::stretch_of(std::uint64_t block) const {
    const auto after = std::ranges::upper_bound(full_, block, {}, &Stretch::first);
    if (after == full_.begin() || (after - 1)->end <= block) return nullptr;
    return &*(after - 1);
}

const SequenceSet::Words& SequenceSet::words_of(std::uint64_t block) const {
    static constexpr Words none{};
    static constexpr Words all = [] {
        Words words{};
        words.fill(~std::uint64_t{0});
        return words;
    }();
    const auto place = std::ranges::lower_bound(begun_, block, {}, &Block::number);
    if (place != begun_.end() && place->number == block) return place->words;
    return stretch_of(block) != nullptr ? all : none;
}

bool SequenceSet::find_block(std::uint64_t from, std::uint64_t& block) const {
    if (stretch_of(from) != nullptr) {
        block = from;
        return true;
    }
    const auto begun = std::ranges::lower_bound(begun_, from, {}, &Block::number);
    const auto stretch = std::ranges::lower_bound(full_, from, {}, &Stretch::first);
    if (begun == begun_.end() && stretch == full_.end()) return false;
    if (begun == begun_.end()) {
        block = stretch->first;
    } else if (stretch == full_.end()) {
        block = begun->number;
    } else {
        block = std::min(begun->number, stretch->first);
    }
    return true;
}

template <class Visit>
void SequenceSet::visit_missing(const SequenceSet& other, Visit visit) const {
    std::uint64_t block = 0;
    for (std::uint64_t from = 0; find_block(from, block); from = block + 1) {
        if (const Stretch* shared = other.stretch_of(block)) {
            block = shared->end - 1;  // nothing up to there is missing
            continue;
        }
        const Words& mine = words_of(block);
        const Words& theirs = other.words_of(block);
        for (std::size_t i = 0; i < mine.size(); ++i) {
            const std::uint64_t missing = mine[i] & ~theirs[i];
            if (missing != 0 && !visit(block * block_size + i * word_size, missing)) return;
        }
    }
}

std::vector<std::uint64_t> SequenceSet::missing_from(const SequenceSet& other,
                                                     std::size_t limit) const {
    std::vector<std::uint64_t> result;
    visit_missing(other, [&](std::uint64_t first, std::uint64_t bits) {
        for (; bits != 0 && result.size() < limit; bits &= bits - 1) {
            result.push_back(first + static_cast<std::uint64_t>(std::countr_zero(bits)));
        }
        return result.size() < limit;
    });
    return result;
}

std::uint64_t SequenceSet::count_missing_from(const SequenceSet& other) const {
    std::uint64_t count = 0;
    visit_missing(other, [&](std::uint64_t, std::uint64_t bits) {
        count += static_cast<std::uint64_t>(std::popcount(bits));
        return true;
    });
    return count;
}

bool SequenceSet::operator==(const SequenceSet& other) const {
    return size_ == other.size_ && full_ == other.full_ && begun_ == other.begun_;
}

std::size_t SequenceSet::memory() const {
    return sizeof(*this) + begun_.capacity() * sizeof(Block) + full_.capacity() * sizeof(Stretch);
}

}  // namespace triaz::base
