#include "sim/base/ensure.hpp"

#include <gtest/gtest.h>

#include <string>

namespace triaz::base {
namespace {

TEST(Ensure, lets_what_holds_pass) { EXPECT_NO_THROW(ensure(true, "never said")); }

TEST(Ensure, names_the_condition_and_the_line_of_our_code_from_the_source_tree_on) {
    const int line = __LINE__ + 2;
    try {
        ensure(false, "a quorum is a majority");
        FAIL() << "a broken condition passed";
    } catch (const Bug& bug) {
        EXPECT_EQ(std::string{bug.what()}, "tests/base/ensure_test.cpp:" + std::to_string(line) +
                                               ": a quorum is a majority");
    }
}

}  // namespace
}  // namespace triaz::base
