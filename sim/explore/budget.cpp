#include "sim/explore/budget.hpp"

#include <algorithm>

namespace triaz::explore {
namespace {

using Item = Budget::Item;
using Deal = std::vector<std::uint32_t>;

void add(std::uint32_t& packed, Item item, std::uint32_t times) {
    Budget budget{packed};
    budget.set(item, budget.left(item) + times);
    packed = budget.packed();
}

// Deals out so many of one kind to so many purses.
void deal(Item item, std::uint32_t times, std::size_t purses, const Deal& so_far,
          std::vector<Deal>& all) {
    const std::size_t at = purses - 1;
    for (std::uint32_t here = purses == 1 ? times : 0; here <= times; ++here) {
        Deal next = so_far;
        add(next[at], item, here);
        if (purses == 1) {
            all.push_back(next);
        } else {
            deal(item, times - here, at, next, all);
        }
    }
}

// Keys in the order of the members.
void give_keys(Deal& budgets) {
    std::uint32_t key = 0;
    for (std::uint32_t& packed : budgets) {
        Budget budget{packed};
        if (!budget.allows(Item::write)) continue;
        budget.set(Item::key, key);
        key += budget.left(Item::write);
        packed = budget.packed();
    }
}

}  // namespace

std::vector<Deal> dealt_budgets(const Bounds& bounds, const std::vector<std::uint8_t>& elections_of,
                                std::uint8_t purses) {
    const std::uint8_t elections = elections_of.empty() ? bounds.elections : std::uint8_t{0};
    const std::pair<Item, std::uint32_t> items[] = {
        {Item::crash, bounds.crashes},
        {Item::power_loss, bounds.power_losses},
        {Item::drop, bounds.drops},
        {Item::duplicate, bounds.duplicates + bounds.drifts + bounds.transfers},
        {Item::election, elections},
        {Item::heartbeat, bounds.heartbeats},
        {Item::write, bounds.writes},
    };
    std::vector<Deal> all{Deal(std::max<std::size_t>(purses, elections_of.size()), 0)};
    for (const auto& [item, times] : items) {
        std::vector<Deal> next;
        for (const Deal& so_far : all) deal(item, times, purses, so_far, next);
        all.swap(next);
    }
    for (Deal& budgets : all) {
        for (std::size_t m = 0; m < elections_of.size(); ++m)
            add(budgets[m], Item::election, elections_of[m]);
        give_keys(budgets);
    }
    return all;
}

}  // namespace triaz::explore
