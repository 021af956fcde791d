#include "sim/publish/evidence_pack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/publish/zip.hpp"

namespace triaz::publish {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

EvidencePack made_pack() {
    return {"0.1.0",
            {{"results/0001.json", "out/a.json", "inputs/scenarios/a.json"}},
            {{"results/0001.json", "{\"schema\": \"triaz.result/1.0\", \"seed\": 1}\n"},
             {"inputs/scenarios/a.json", "{\"model\": \"../models/m.json\"}\n"},
             {"inputs/models/m.json", std::string(300, 'm')}}};
}

TEST(EvidencePack, comes_back_as_it_was) {
    std::string why;
    const auto opened = open_pack(to_zip(made_pack()), why);
    ASSERT_TRUE(opened) << why;
    EXPECT_THAT(opened->tampered, ElementsAre());
    EXPECT_EQ(opened->pack.files, made_pack().files);
    EXPECT_EQ(opened->pack.results.at(0).scenario, "inputs/scenarios/a.json");
    EXPECT_EQ(opened->pack.version, "0.1.0");
}

TEST(EvidencePack, is_the_same_bytes_for_the_same_files) {
    EXPECT_EQ(to_zip(made_pack()), to_zip(made_pack()));
}

// Every byte of the zip, one after the other, each in two ways.
TEST(EvidencePack, finds_every_byte_that_was_tampered_with) {
    const std::string zip = to_zip(made_pack());
    for (std::size_t i = 0; i < zip.size(); ++i) {
        for (const int flip : {0x01, 0x80}) {
            std::string spoilt = zip;
            spoilt[i] = static_cast<char>(spoilt[i] ^ flip);
            std::string why;
            const auto opened = open_pack(spoilt, why);
            EXPECT_TRUE(!opened || !opened->tampered.empty())
                << "byte " << i << " of " << zip.size();
        }
    }
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{10}, zip.size() / 2, zip.size() - 1}) {
        std::string why;
        const auto opened = open_pack(zip.substr(0, length), why);
        EXPECT_TRUE(!opened || !opened->tampered.empty()) << "cut to " << length;
    }
}

TEST(EvidencePack, names_the_file_that_is_another_is_missing_or_was_added) {
    std::string why;
    auto files = *read_zip(to_zip(made_pack()), why);
    files["inputs/models/m.json"][7] = 'x';
    files.erase("results/0001.json");
    files["inputs/extra.json"] = "{}";
    const auto opened = open_pack(write_zip(files), why);
    ASSERT_TRUE(opened) << why;
    EXPECT_THAT(
        opened->tampered,
        ElementsAre("inputs/models/m.json is not what it was: its SHA-256 is another",
                    "results/0001.json is missing", "inputs/extra.json is not in the manifest"));
    EXPECT_EQ(opened->pack.files.count("inputs/models/m.json"), 0U) << "nobody is to use it";
}

TEST(EvidencePack, lets_no_file_out_of_its_folder) {
    for (const char* const name : {"../x", "/etc/x", "a/../../x", "a//x", "a\\..\\x", "./x"}) {
        EvidencePack pack = made_pack();
        pack.files[name] = "out";
        std::string why;
        const auto opened = open_pack(to_zip(pack), why);
        ASSERT_TRUE(opened) << why;
        EXPECT_THAT(opened->tampered, Contains(HasSubstr("would leave its folder"))) << name;
        EXPECT_EQ(opened->pack.files.count(name), 0U) << name;
    }
}

TEST(EvidencePack, is_nothing_without_a_manifest_of_ours) {
    std::string why;
    EXPECT_FALSE(open_pack("no zip at all", why));
    EXPECT_THAT(why, HasSubstr("no zip"));
    EXPECT_FALSE(open_pack(write_zip({{"a", "b"}}), why));
    EXPECT_THAT(why, HasSubstr("manifest"));
    EXPECT_FALSE(open_pack(write_zip({{"manifest.json", "{\"schema\": \"other\"}"}}), why));
}

TEST(WithoutContext, is_the_same_for_the_same_run_and_nothing_for_another_text) {
    const std::string one =
        R"({"schema": "triaz.result/1.0", "context": {"commit": "a"}, "seed": 1})";
    const std::string other =
        R"({"schema": "triaz.result/1.0", "context": {"commit": "b"}, "seed": 1})";
    const std::string seed =
        R"({"schema": "triaz.result/1.0", "context": {"commit": "a"}, "seed": 2})";
    EXPECT_EQ(without_context(one), without_context(other));
    EXPECT_NE(without_context(one), without_context(seed));
    EXPECT_EQ(without_context("[]"), "");
}

}  // namespace
}  // namespace triaz::publish
