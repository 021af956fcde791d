#include "sim/protocol/isr/in_sync.hpp"

namespace triaz::protocol::isr {

void Disk::write_under(Ticket ticket) {
    if (!changed_) return;
    changed_ = false;
    under_way_.push_back({ticket, known_});
}

void Disk::synced_through(Ticket ticket) {
    std::size_t done = 0;
    while (done < under_way_.size() && under_way_[done].ticket <= ticket) {
        synced_ = under_way_[done++].set;
    }
    under_way_.erase(under_way_.begin(), under_way_.begin() + static_cast<std::ptrdiff_t>(done));
}

void Disk::lose_power() {
    known_ = synced_;
    changed_ = false;
    under_way_.clear();
}

}  // namespace triaz::protocol::isr
