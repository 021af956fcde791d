#include "sim/cli/input_files.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "sim/cli/exit_code.hpp"

namespace triaz::cli {
namespace {

namespace fs = std::filesystem;

class InputFiles : public ::testing::Test {
protected:
    InputFiles() : folder_(fs::temp_directory_path() / "triaz-input-XXXXXX") {
        std::string name = folder_.string();
        folder_ = mkdtemp(name.data());
    }
    ~InputFiles() override { fs::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) {
        const fs::path path = folder_ / name;
        fs::create_directories(path.parent_path());
        std::ofstream{path} << text;
        return path.string();
    }
    // Names below the folder, of the files found.
    std::vector<std::string> found(const std::vector<std::string>& paths) {
        std::vector<std::string> names;
        for (const std::string& file : input_files(paths, {FileKind::scenario}))
            names.push_back(fs::path{file}.lexically_relative(folder_).string());
        return names;
    }

    fs::path folder_;
    static constexpr const char* scenario = R"({"triaz": "scenario/1.0"})";
};

TEST_F(InputFiles, are_known_by_what_they_say_they_are) {
    EXPECT_EQ(kind_of_file(write("a", scenario)), FileKind::scenario);
    EXPECT_EQ(kind_of_file(write("b", "{\"note\": 1,\n \"triaz\"\n:\t\"model/1.3\"}")),
              FileKind::model);
    EXPECT_EQ(kind_of_file(write("c", R"({"triaz": 1})")), FileKind::other);
    EXPECT_EQ(kind_of_file(write("d", R"({"triaz": "result/1.0"})")), FileKind::other);
    EXPECT_EQ(kind_of_file(write("e", "")), FileKind::other);
    EXPECT_EQ(kind_of_file(write("f", "\"triaz\"")), FileKind::other);
    EXPECT_EQ(kind_of_file(folder_.string()), FileKind::other);
    EXPECT_EQ(kind_of_file((folder_ / "missing").string()), FileKind::other);
}

TEST_F(InputFiles, are_not_waited_for_when_a_pipe_stands_in_the_folder) {
    const std::string pipe = (folder_ / "pipe.json").string();
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(kind_of_file(pipe), FileKind::other);
    EXPECT_TRUE(found({folder_.string()}).empty());
}

TEST_F(InputFiles, are_the_scenarios_below_a_folder_by_name) {
    write("z.json", scenario);
    write("b/two.json", scenario);
    write("b/one.json", scenario);
    write("b/model.json", R"({"triaz": "model/1.0"})");
    write("b/notes.txt", scenario);
    write(".hidden/x.json", scenario);
    EXPECT_EQ(found({folder_.string()}),
              (std::vector<std::string>{"b/one.json", "b/two.json", "z.json"}));
}

TEST_F(InputFiles, of_a_folder_are_those_of_a_wanted_kind) {
    write("other.json", R"({"triaz": "result/1.0"})");
    const std::string model = write("model.json", R"({"triaz": "model/1.0"})");
    const std::string one = write("one.json", scenario);
    EXPECT_EQ(input_files({folder_.string()}, {FileKind::scenario, FileKind::model}),
              (std::vector<std::string>{model, one}));
    EXPECT_EQ(input_files({folder_.string()}, {FileKind::model}), std::vector<std::string>{model});
}

TEST_F(InputFiles, are_taken_once_and_as_named_whatever_they_say) {
    const std::string one = write("one.json", scenario);
    const std::string odd = write("odd.txt", "not a scenario");
    EXPECT_EQ(found({odd, one, folder_.string(), one}),
              (std::vector<std::string>{"odd.txt", "one.json"}));
}

TEST_F(InputFiles, must_exist) {
    try {
        input_files({(folder_ / "missing").string()}, {FileKind::scenario});
        FAIL() << "a missing file was accepted";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::io);
        EXPECT_NE(std::string{failure.what()}.find("missing"), std::string::npos);
    }
}

}  // namespace
}  // namespace triaz::cli
