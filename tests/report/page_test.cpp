#include "sim/report/page.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/base/stream.hpp"

namespace triaz::report {
namespace {

constexpr Style unicode{.colour = false, .unicode = true};
constexpr Style ascii{.colour = false, .unicode = false};

TEST(Page, shows_no_control_character_from_outside) {
    EXPECT_EQ(printable("a\x1b[31mb\x07\x7f", unicode), "a?[31mb??");
    EXPECT_EQ(printable("two\nlines\tand a tab", unicode), "two lines and a tab");
    EXPECT_EQ(printable("\xC2\x9B"
                        "c1",
                        unicode),
              "?c1")
        << "the one-byte form of ESC [";
    EXPECT_EQ(printable("a\u202Eb", unicode), "a?b") << "turns the direction of writing";
}

TEST(Page, has_a_plain_twin_for_common_characters_in_ascii) {
    EXPECT_EQ(printable("≥ 99 % – “x” 3 µs × 2 → é", ascii), ">= 99 % - \"x\" 3 us x 2 -> ?");
    EXPECT_EQ(printable("≥ 99 % – “x”", unicode), "≥ 99 % – “x”");
}

TEST(Page, knows_how_many_columns_a_text_takes) {
    EXPECT_EQ(width_of("abc"), 3U);
    EXPECT_EQ(width_of("é"), 1U);
    EXPECT_EQ(width_of("e\u0301"), 1U) << "a combining accent";
    EXPECT_EQ(width_of("漢字"), 4U);
}

TEST(Page, cuts_with_an_ellipsis_when_something_is_missing) {
    EXPECT_EQ(cut("abcdef", 6, unicode), "abcdef");
    EXPECT_EQ(cut("abcdef", 5, unicode), "abcd…");
    EXPECT_EQ(cut("abcdef", 5, ascii), "ab...");
    EXPECT_EQ(cut("漢字漢字", 6, unicode), "漢字…");
    EXPECT_EQ(cut("abcdef", 2, ascii), "ab");
}

TEST(Page, pads_by_columns_not_by_bytes) {
    EXPECT_EQ(left("é", 3), "é  ");
    EXPECT_EQ(right("漢", 3), " 漢");
    EXPECT_EQ(left("long", 2), "long");
}

TEST(Page, wraps_at_spaces_and_breaks_longer_words) {
    EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(wrapped("abcdefgh ij", 3), (std::vector<std::string>{"abc", "def", "gh", "ij"}));
    EXPECT_EQ(wrapped("", 5), std::vector<std::string>{""});
    EXPECT_EQ(wrapped("  a   b  ", 5), std::vector<std::string>{"a b"});
}

TEST(Page, keeps_a_number_and_its_unit_together) {
    EXPECT_EQ(wrapped("an outage of 28 s", 15), (std::vector<std::string>{"an outage of", "28 s"}));
    EXPECT_EQ(wrapped("at 95 %: bad", 8), (std::vector<std::string>{"at 95 %:", "bad"}));
    EXPECT_EQ(wrapped("60,000 acknowledged", 8),
              (std::vector<std::string>{"60,000", "acknowle", "dged"}));
}

TEST(Page, never_has_a_line_wider_than_the_page_and_loses_no_word) {
    base::Stream random{11};
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (std::uint64_t words = 1 + random.below(40); words > 0; --words)
            text += std::string(1 + random.below(30), 'w') + " ";
        const std::size_t indent = random.below(60);
        Page page{unicode};
        page.paragraph(text, indent);
        const std::string shown = std::move(page).text();
        std::size_t letters = 0;
        for (std::size_t from = 0; from < shown.size();) {
            const std::size_t to = shown.find('\n', from);
            EXPECT_LE(to - from, page_width);
            letters +=
                static_cast<std::size_t>(std::count(shown.begin() + static_cast<long>(from),
                                                    shown.begin() + static_cast<long>(to), 'w'));
            from = to + 1;
        }
        EXPECT_EQ(letters, static_cast<std::size_t>(std::count(text.begin(), text.end(), 'w')));
    }
}

TEST(Page, paints_only_with_colour) {
    EXPECT_EQ(Page{unicode}.painted("x", Tone::bad), "x");
    const Page colourful{{.colour = true, .unicode = true}};
    EXPECT_EQ(colourful.painted("x", Tone::good), "\x1b[32mx\x1b[0m");
    EXPECT_EQ(colourful.painted("x", Tone::plain), "x");
}

}  // namespace
}  // namespace triaz::report
