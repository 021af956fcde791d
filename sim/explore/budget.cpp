#include "sim/explore/budget.hpp"

namespace triaz::explore {
namespace {

using Item = Budget::Item;
using Deal = std::vector<std::uint32_t>;

// Deals out so many of one kind to the members from `m` on.
void deal(Item item, std::uint32_t times, std::size_t m, const Deal& so_far,
          std::vector<Deal>& all) {
    const bool last = m + 1 == so_far.size();
    for (std::uint32_t here = last ? times : 0; here <= times; ++here) {
        Deal next = so_far;
        Budget budget{next[m]};
        budget.add(item, here);
        next[m] = budget.packed();
        if (last) {
            all.push_back(next);
        } else {
            deal(item, times - here, m + 1, next, all);
        }
    }
}

// Keys in the order of the members.
void give_keys(Deal& budgets) {
    std::uint32_t key = 0;
    for (std::uint32_t& packed : budgets) {
        Budget budget{packed};
        if (!budget.allows(Item::write)) continue;
        budget.add(Item::key, key);
        key += budget.left(Item::write);
        packed = budget.packed();
    }
}

}  // namespace

std::vector<Deal> dealt_budgets(const Bounds& bounds, std::uint8_t members) {
    const std::pair<Item, std::uint32_t> items[] = {
        {Item::crash, bounds.crashes},
        {Item::power_loss, bounds.power_losses},
        {Item::drop, bounds.drops},
        {Item::duplicate, bounds.duplicates + bounds.drifts + bounds.transfers},
        {Item::election, bounds.elections},
        {Item::heartbeat, bounds.heartbeats},
        {Item::write, bounds.writes},
    };
    std::vector<Deal> all{Deal(members, 0)};
    for (const auto& [item, times] : items) {
        std::vector<Deal> next;
        for (const Deal& so_far : all) deal(item, times, 0, so_far, next);
        all.swap(next);
    }
    for (Deal& budgets : all) give_keys(budgets);
    return all;
}

bool deals_elections(const Deal& budgets, const std::vector<std::uint8_t>& elections) {
    for (std::size_t m = 0; m < budgets.size(); ++m) {
        if (Budget{budgets[m]}.left(Item::election) != elections[m]) return false;
    }
    return true;
}

}  // namespace triaz::explore
