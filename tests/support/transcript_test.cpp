#include "tests/support/transcript.hpp"

#include <gtest/gtest.h>

namespace triaz::support {
namespace {

std::string echo(const Command& command) { return command.words.back() + "\n" + command.input; }

TEST(Transcript, keeps_remarks_and_input_and_writes_the_output_under_the_bar) {
    EXPECT_EQ(rewritten("# remark\n\nsay hello\nin\n----\nold\n\n# end\n", "t", echo),
              "# remark\n\nsay hello\nin\n----\nhello\nin\n\n# end\n");
}

TEST(Transcript, fences_output_that_has_empty_lines) {
    const auto gap = [](const Command&) { return std::string{"a\n\nb\n"}; };
    const std::string once = rewritten("x\n----\n", "t", gap);
    EXPECT_EQ(once, "x\n----\n----\na\n\nb\n----\n----\n");
    EXPECT_EQ(rewritten(once, "t", gap), once);
}

TEST(Transcript, gives_each_command_its_words_and_its_line) {
    std::string seen;
    rewritten("\none two\n----\n\nthree\n----\n", "t", [&](const Command& command) {
        seen += command.where + "=" + command.words.front() + " ";
        return std::string{};
    });
    EXPECT_EQ(seen, "t:2=one t:5=three ");
}

}  // namespace
}  // namespace triaz::support
