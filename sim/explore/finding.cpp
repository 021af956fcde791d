#include "sim/explore/finding.hpp"

namespace triaz::explore {

std::string name_of_member(protocol::Member member) {
    return "member " + std::to_string(int{member});
}

std::string letter_of_key(std::uint64_t key) {
    if (key >= 26) return "no-op";
    return std::string(1, static_cast<char>('a' + key));
}

std::string name_of_key(std::uint64_t key) { return "write " + letter_of_key(key); }

std::string list_of(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return text;
}

}  // namespace triaz::explore
