// Input that means harm: each gets one clear complaint, and none more memory than the limits allow.
#include <filesystem>
#include <string>

#include <grp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/scenario.hpp"
#include "tests/scenario/folder.hpp"
#include "tests/support/forked.hpp"

namespace triaz::scenario {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;

// The only complaint about a model.
Complaint only_complaint(const std::string& path) {
    const LoadedModel loaded = load_model(path);
    EXPECT_FALSE(loaded.world);
    EXPECT_THAT(loaded.complaints, SizeIs(1)) << to_text(loaded.complaints).substr(0, 2'000);
    return loaded.complaints.empty() ? Complaint{} : loaded.complaints.front();
}

std::string code_of(const Folder& folder, const std::string& text) {
    folder.write("m.json", text);
    return only_complaint("m.json").code;
}

std::string repeated(std::string_view part, std::size_t times) {
    std::string text;
    text.reserve(part.size() * times);
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
}

TEST(Hostile, nesting_of_a_hundred_thousand_levels) {
    const Folder folder;
    EXPECT_EQ(code_of(folder, repeated("[", 100'000)), "too-deep");
    EXPECT_EQ(code_of(folder, repeated("{\"a\":", 100'000)), "too-deep");
    EXPECT_EQ(code_of(folder, repeated("[{\"a\":", 50'000) + repeated("}]", 50'000)), "too-deep");
}

TEST(Hostile, one_string_of_a_hundred_megabytes) {
    const Folder folder;
    folder.write("m.json", "{\"name\": \"" + std::string(100'000'000, 'x') + "\"}");
    const Complaint complaint = only_complaint("m.json");
    EXPECT_EQ(complaint.code, "too-large");
    EXPECT_FALSE(complaint.unreadable);
}

TEST(Hostile, one_string_as_long_as_a_file_may_be) {
    const Folder folder;
    folder.write("m.json", "{\"triaz\": \"" + std::string(16'000'000, 'x') + "\"}");
    const Complaint complaint = only_complaint("m.json");
    EXPECT_EQ(complaint.code, "wrong-kind");
    EXPECT_LT(complaint.message.size(), 200u);
    EXPECT_LT(complaint.line_text.size(), 400u);
}

TEST(Hostile, more_values_than_there_may_be) {
    const Folder folder;
    EXPECT_EQ(code_of(folder, "[" + repeated("0,", 5'000'000) + "0]"), "too-large");
    EXPECT_EQ(code_of(folder, "{\"a\":[" + repeated("[],", 4'000'000) + "0]}"), "too-large");
}

TEST(Hostile, objects_with_very_many_keys) {
    const Folder folder;
    std::string text = R"({"triaz": "model/1.0")";
    for (int i = 0; i < 300'000; ++i) text += ",\"k" + std::to_string(i % 299'000) + "\":0";
    folder.write("m.json", text + "}");
    const LoadedModel loaded = load_model("m.json");
    EXPECT_THAT(loaded.complaints, SizeIs(101));
}

TEST(Hostile, patches_with_very_many_keys) {
    const Folder folder;
    std::string base = R"({"triaz": "model/1.0")";
    std::string patch = R"({"triaz": "model/1.0", "extends": "base.json")";
    for (int i = 0; i < 150'000; ++i) {
        base += ",\"k" + std::to_string(i) + "\":0";
        patch += ",\"k" + std::to_string(149'999 - i) + "\":1";
    }
    folder.write("base.json", base + "}");
    folder.write("m.json", patch + "}");
    EXPECT_THAT(load_model("m.json").complaints, SizeIs(101));
}

TEST(Hostile, a_hundred_thousand_hosts_and_a_million_instances_are_a_model) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    folder.write("m.json", R"({"triaz": "model/1.0", "extends": "base.json",
        "zones": [{"name": "a", "data_centers": [{"name": "a1", "hosts": 40000}]},
                  {"name": "b", "data_centers": [{"name": "b1", "hosts": 40000}]},
                  {"name": "c", "data_centers": [{"name": "c1", "hosts": 10000},
                                                   {"name": "c2", "hosts": 10000}]}],
        "services": {"api": {"instances_per_zone": 100000},
                     "directory": {"instances": {"a": 100000, "b": 100000, "c": 100000},
                                   "on": null},
                     "third": {"instances_per_zone": 100000, "service_time": "1ms"}}})");
    const LoadedModel loaded = load_model("m.json");
    ASSERT_TRUE(loaded.world) << to_text(loaded.complaints);
    EXPECT_THAT(loaded.world->topology.hosts, SizeIs(100'000));
    EXPECT_THAT(loaded.world->services[2].instances, SizeIs(300'000));
}

TEST(Hostile, a_billion_instances_and_hosts) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    const std::string head = R"({"triaz": "model/1.0", "extends": "base.json", )";
    EXPECT_EQ(code_of(folder, head + R"("services": {"api": {"instances_per_zone": 1e9}}})"),
              "out-of-bounds");
    EXPECT_EQ(code_of(folder, head + R"("stores": {"state": {"shards": 1000000000}}})"),
              "out-of-bounds");
    EXPECT_EQ(code_of(folder,
                      head + R"("balancers": {"edge": {"nodes_per_zone": 18446744073709551615}}})"),
              "out-of-bounds");
    EXPECT_EQ(code_of(folder, head + R"("stores": {"state": {"shards": 1e999}}})"), "syntax");
}

TEST(Hostile, durations_at_and_beyond_the_edge_of_64_bits) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    for (const char* text :
         {"9223372036854775807ns", "9223372036854775808ns", "106751d", "106752d", "1e300s",
          "0.0000000000000000000000000001s", "999999999999999999999999999999999999999999d"}) {
        const std::string deadline =
            std::string{
                R"({"triaz": "model/1.0", "extends": "base.json",
                    "clients": {"web": {"deadline": ")"} +
            text;
        const std::string code = code_of(folder, deadline + "\"}}}");
        EXPECT_THAT(code, testing::AnyOf("out-of-bounds", "wrong-quantity")) << text;
    }
}

TEST(Hostile, distributions_at_the_edge_load_and_can_be_drawn_from) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    for (
        const char* text :
        {R"({"lognormal": {"median": "1ns", "p99": "365d"}})",
         R"({"pareto": {"minimum": "365d", "shape": 0.01}})",
         R"({"pareto": {"minimum": "1ns", "shape": 1000}})", R"({"exponential": {"mean": "365d"}})",
         R"({"exponential": {"mean": "0s"}})", R"({"uniform": {"low": "0s", "high": "365d"}})",
         R"({"empirical": [[0, "0s"], [5e-324, "1ns"], [0.9999999999999999, "2ns"], [1, "365d"]]})",
         R"({"empirical": [[0, "1ms"], [1, "1ms"]], "truncated": {"low": "1us"}})",
         R"({"exponential": {"mean": "1ms"}, "truncated": {"low": "20ms", "high": "21ms"}})",
         R"({"exponential": {"mean": "1ms"}, "truncated": {"low": "20ms"}})"}) {
        folder.write(
            "m.json",
            std::string{R"({"triaz": "model/1.0", "extends": "base.json", "services": {"third": {
            "instances_per_zone": 1, "service_time": )"} +
                text + "}}}");
        const LoadedModel loaded = load_model("m.json");
        ASSERT_TRUE(loaded.world) << text << to_text(loaded.complaints);
        base::Stream stream{1};
        for (int i = 0; i < 100; ++i) {
            const base::Duration drawn =
                loaded.world->services[2].workers.service_time.draw(stream);
            EXPECT_GE(drawn.count(), 0) << text;
        }
    }
}

TEST(Hostile, a_truncation_far_out_in_the_tail_is_refused) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    EXPECT_EQ(
        code_of(
            folder,
            R"({"triaz": "model/1.0", "extends": "base.json", "services": {"api": {"service_time":
        {"exponential": {"mean": "1ns"}, "truncated": {"low": "1d", "high": "2d"}}}}})"),
        "impossible-distribution");
}

TEST(Hostile, what_is_no_regular_file) {
    const Folder folder;
    for (const char* path : {"models", "/dev/zero", "/dev/tty", "/dev/stdin", "/proc/self"}) {
        const LoadedModel loaded = load_model(path);
        if (std::string_view{path} == "/dev/stdin" && fs::is_regular_file("/dev/stdin")) continue;
        ASSERT_THAT(loaded.complaints, SizeIs(1)) << path;
        EXPECT_TRUE(loaded.complaints[0].unreadable) << path;
    }
    ASSERT_EQ(::mkfifo("fifo", 0600), 0);
    EXPECT_THAT(only_complaint("fifo").message, HasSubstr("a pipe"))
        << "and does not wait for a writer";
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = "socket"};
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_THAT(only_complaint("socket").message, HasSubstr("a socket"));
    ::close(listener);
}

TEST(Hostile, paths_that_lead_nowhere) {
    const Folder folder;
    fs::create_symlink("round", "round");
    for (const std::string& path :
         {std::string{""}, std::string{"none.json"}, std::string{"models/none.json"},
          std::string{"round"}, std::string(5'000, 'x')}) {
        const Complaint complaint = only_complaint(path);
        EXPECT_TRUE(complaint.unreadable) << path;
        EXPECT_EQ(complaint.line, 0u);
    }
}

// The superuser may read everything: the test gives up being it, in a child process.
std::string code_for_nobody(const std::string& path) {
    return support::in_child([&]() -> std::string {
        constexpr uid_t nobody = 65'534;
        const bool is_superuser = ::geteuid() == 0;
        if (is_superuser &&
            (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0)) {
            return "cannot become nobody";
        }
        return only_complaint(path).code;
    });
}

TEST(Hostile, a_file_that_must_not_be_read) {
    const Folder folder;
    const auto everyone = fs::perms::others_read | fs::perms::others_exec;
    fs::permissions(folder.path(), everyone, fs::perm_options::add);
    folder.write("readable.json", "[]");
    fs::permissions("readable.json", everyone, fs::perm_options::add);
    EXPECT_EQ(code_for_nobody("readable.json"), code_of(folder, "[]")) << "others can be read";
    folder.write("secret.json", "{}");
    fs::permissions("secret.json", fs::perms::none);
    EXPECT_EQ(code_for_nobody("secret.json"), "unreadable");
    fs::create_directory("locked");
    folder.write("locked/m.json", "{}");
    fs::permissions("locked", fs::perms::none);
    EXPECT_EQ(code_for_nobody("locked/m.json"), "unreadable");
    fs::permissions("locked", fs::perms::owner_all);
}

// A file of /proc says that it has no bytes, and has some.
TEST(Hostile, a_file_that_lies_about_its_size) {
    EXPECT_EQ(only_complaint("/proc/self/status").code, "syntax");
}

TEST(Hostile, links_out_of_the_tree_are_not_followed) {
    const Folder outside;
    outside.write("secret.json", source_text("tests/scenario/data/base.json"));
    {
        const Folder folder;
        fs::create_symlink(outside.path() / "secret.json", "link.json");
        fs::create_directory_symlink(outside.path(), "models/out");
        fs::create_symlink("link.json", "link-to-link.json");
        for (const char* named :
             {"link.json", "models/out/secret.json", "link-to-link.json", "models/../link.json"}) {
            EXPECT_EQ(code_of(folder, std::string{R"({"triaz": "model/1.0", "extends": ")"} +
                                          named + "\"}"),
                      "leaves-tree")
                << named;
        }
        folder.write("inside.json", source_text("tests/scenario/data/base.json"));
        fs::create_symlink("inside.json", "good-link.json");
        folder.write("m.json", R"({"triaz": "model/1.0", "extends": "good-link.json"})");
        EXPECT_TRUE(load_model("m.json").world) << "links that stay inside are fine";
    }
}

TEST(Hostile, a_neighbour_whose_name_begins_like_the_trees_is_outside) {
    const Folder folder;
    const fs::path neighbour = folder.path().string() + "-neighbour";
    fs::create_directory(neighbour);
    folder.write("../" + neighbour.filename().string() + "/base.json",
                 source_text("tests/scenario/data/base.json"));
    EXPECT_EQ(code_of(folder, R"({"triaz": "model/1.0", "extends": "../)" +
                                  neighbour.filename().string() + "/base.json\"}"),
              "leaves-tree");
    fs::remove_all(neighbour);
}

TEST(Hostile, a_chain_of_models_without_end) {
    const Folder folder;
    for (int i = 0; i < 40; ++i) {
        folder.write(std::to_string(i) + ".json",
                     R"({"triaz": "model/1.0", "extends": ")" + std::to_string(i + 1) + ".json\"}");
    }
    EXPECT_EQ(only_complaint("0.json").code, "extends-cycle");
}

TEST(Hostile, files_that_are_too_large_only_together) {
    const Folder folder;
    for (int i = 0; i < 4; ++i) {
        folder.write(std::to_string(i) + ".json",
                     R"({"triaz": "model/1.0", "extends": ")" + std::to_string(i + 1) +
                         ".json\", \"note\": \"" + std::string(15'000'000, 'x') + "\"}");
    }
    const LoadedModel loaded = load_model("0.json");
    ASSERT_FALSE(loaded.complaints.empty());
    EXPECT_EQ(loaded.complaints.front().code, "too-large");
    EXPECT_THAT(loaded.complaints.front().message, HasSubstr("together"));
}

TEST(Hostile, many_mutants_of_a_large_model) {
    const Folder folder;
    folder.write("base.json", source_text("tests/scenario/data/base.json"));
    std::string mutants;
    for (int i = 0; i < 64; ++i) {
        mutants += (i == 0 ? "" : ",") + std::string{R"({"name": "m)"} + std::to_string(i) +
                   R"(", "model": {"name": "n"}, "refutes": ["rpo"]})";
    }
    folder.write(
        "s.json",
        R"({"triaz": "scenario/1.0", "question": "?", "model": "base.json", "duration": "60s",
        "overrides": {"services": {"api": {"instances_per_zone": 100000}}},
        "claims": [{"id": "rpo", "kind": "recovery-point"}], "mutants": [)" +
            mutants + "]}");
    const Loaded loaded = load_scenario("s.json");
    ASSERT_THAT(loaded.complaints, SizeIs(1));
    EXPECT_EQ(loaded.complaints[0].code, "too-large");
}

// Memory: the most that any of the above may take, measured from outside, as a second line of
// defence. (What tests/scenario holds flat is the limits; this holds that they are enough.)
TEST(Hostile, the_largest_input_takes_bounded_memory) {
    const Folder folder;
    folder.write("m.json", R"({"triaz": "model/1.0", "zones": [)" +
                               repeated(R"({"a":[]},)", 130'000) + "0]}");
    load_model("m.json");
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    EXPECT_LT(usage.ru_maxrss, 1'500'000) << "kilobytes";
}

}  // namespace
}  // namespace triaz::scenario
