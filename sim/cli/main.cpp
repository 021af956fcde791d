#include <fcntl.h>

#include <csignal>
#include <exception>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include "sim/cli/commands.hpp"
#include "sim/cli/parse.hpp"

namespace {

using namespace triaz::cli;

// A standard descriptor that the caller has closed would be given to the next file we open, and our
// output would go into it. Opened for reading: writing to it fails, as it should.
void occupy_standard_descriptors() {
    for (int descriptor = 0; descriptor <= 2; ++descriptor)
        if (fcntl(descriptor, F_GETFD) < 0) open("/dev/null", O_RDONLY);
}

int obey(const std::vector<std::string>& words) {
    std::vector<std::string> command_line{"triaz"};
    command_line.insert(command_line.end(), words.begin(), words.end());
    const Invocation invocation{std::move(command_line)};
    const auto parsed = parse(words);
    if (const Help* help = std::get_if<Help>(&parsed)) {
        write_out(help->text);
        return 0;
    }
    return std::visit([&](const auto& options) { return execute(options, invocation); },
                      std::get<Command>(parsed));
}

}  // namespace

int main(int argc, char** argv) {
    occupy_standard_descriptors();
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write, ReaderGone
    try {
        return obey({argv + 1, argv + argc});
    } catch (const ReaderGone&) {
        return exit_code_of_signal(SIGPIPE);
    } catch (const Failure& failure) {
        write_error("triaz: " + std::string{failure.what()} + "\n");
        return static_cast<int>(failure.code());
    } catch (const std::system_error& error) {
        write_error("triaz: " + std::string{error.what()} + "\n");
        return static_cast<int>(ExitCode::io);
    } catch (const std::exception& error) {
        write_error("triaz: this is a bug of triaz, not of your files: " +
                    std::string{error.what()} + "\n");
        return static_cast<int>(ExitCode::bug);
    }
}
