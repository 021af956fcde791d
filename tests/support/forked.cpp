#include "tests/support/forked.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <deque>
#include <exception>

#include <gtest/gtest.h>

namespace triaz::support {

namespace {

struct Child {
    pid_t process = 0;
    int output = 0;
};

void write_all(int descriptor, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t wrote = write(descriptor, text.data() + done, text.size() - done);
        if (wrote <= 0) _exit(3);
        done += static_cast<std::size_t>(wrote);
    }
}

Child start(const std::function<std::string()>& work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t process = fork();
    if (process < 0) throw std::runtime_error("no child");
    if (process > 0) {
        close(ends[1]);
        return {process, ends[0]};
    }
    close(ends[0]);
    try {
        write_all(ends[1], work());
    } catch (const std::exception& error) {
        write_all(ends[1], error.what());
        _exit(1);
    }
    _exit(::testing::Test::HasFailure() ? 2 : 0);
}

std::string finish(const Child& child) {
    std::string text;
    char block[4096];
    for (ssize_t got = 0; (got = read(child.output, block, sizeof block)) > 0;) {
        text.append(block, static_cast<std::size_t>(got));
    }
    close(child.output);
    int status = 0;
    waitpid(child.process, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return text;
    if (WIFSIGNALED(status)) {
        ADD_FAILURE() << "a child was ended by signal " << WTERMSIG(status);
    } else {
        ADD_FAILURE() << "a child failed: " << text;
    }
    return {};
}

}  // namespace

std::vector<Numbers> in_children(std::size_t count,
                                 const std::function<Numbers(std::size_t)>& work) {
    constexpr std::size_t at_once = 2;
    std::deque<Child> running;
    std::vector<Numbers> all;
    const auto collect = [&] {
        const std::string text = finish(running.front());
        running.pop_front();
        Numbers numbers(text.size() / sizeof(double));
        if (!numbers.empty()) {  // or there is nothing to copy to
            std::memcpy(numbers.data(), text.data(), numbers.size() * sizeof(double));
        }
        all.push_back(std::move(numbers));
    };
    for (std::size_t n = 0; n < count; ++n) {
        if (running.size() == at_once) collect();
        running.push_back(start([&] {
            const Numbers numbers = work(n);
            std::string text(numbers.size() * sizeof(double), '\0');
            std::memcpy(text.data(), numbers.data(), text.size());
            return text;
        }));
    }
    while (!running.empty()) collect();
    return all;
}

std::string in_child(const std::function<std::string()>& work) { return finish(start(work)); }

}  // namespace triaz::support
