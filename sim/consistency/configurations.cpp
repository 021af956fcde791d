#include "sim/consistency/configurations.hpp"

namespace triaz::consistency {

bool Configurations::has_key(std::size_t record, const std::vector<std::uint64_t>& key) const {
    for (std::size_t word = 0; word < words_; ++word)
        if (records_[record + word] != key[word]) return false;
    return true;
}

bool Configurations::used_no_more(std::size_t record,
                                  const std::vector<std::uint16_t>& used) const {
    for (std::size_t kind = 0; kind < used.size(); ++kind) {
        const std::uint64_t four = records_[record + words_ + kind / 4];
        if (((four >> (kind % 4 * 16)) & 0xffffU) > used[kind]) return false;
    }
    return true;
}

bool Configurations::is_new(const std::vector<std::uint64_t>& key,
                            const std::vector<std::uint16_t>& used) {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : key)
        hash = base::FlatMap::mixed(hash ^ word) + 0x9e3779b97f4a7c15U;
    std::uint32_t& head = heads_.at(hash, 0);
    for (std::size_t next = head; next != 0;) {
        const std::size_t record = (next - 1) * record_;
        if (has_key(record, key) && used_no_more(record, used)) return false;
        next = records_[record + record_ - 1];
    }
    const std::size_t record = records_.size();
    records_.resize(record + record_);
    for (std::size_t word = 0; word < words_; ++word) records_[record + word] = key[word];
    for (std::size_t kind = 0; kind < used.size(); ++kind)
        records_[record + words_ + kind / 4] |= std::uint64_t{used[kind]} << (kind % 4 * 16);
    records_[record + record_ - 1] = head;
    head = static_cast<std::uint32_t>(++count_);
    return true;
}

}  // namespace triaz::consistency
