#include "sim/engine/physics.hpp"

#include <dlfcn.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "sim/base/ensure.hpp"

namespace triaz::engine {
namespace {

using Maker = Physics*(const topology::Topology& topology);

Maker* load_maker() {
    // Found beside the program by its run path; it stays until the process ends.
    void* module = dlopen("triaz_simgrid.so", RTLD_LAZY | RTLD_LOCAL);
    void* maker = module == nullptr ? nullptr : dlsym(module, "triaz_make_physics");
    if (maker == nullptr)
        throw std::system_error(
            ELIBACC, std::system_category(),
            std::string{dlerror()} + "; install triaz again, and SimGrid 3.32 with it");
    return reinterpret_cast<Maker*>(maker);
}

Maker* maker() {
    static Maker* const loaded = load_maker();
    return loaded;
}

}  // namespace

void load_physics() { maker(); }

std::unique_ptr<Physics> make_physics(const topology::Topology& topology) {
    static bool made = false;
    base::ensure(!std::exchange(made, true),
                 "one SimGrid engine a process: run a second in a child");
    return std::unique_ptr<Physics>{maker()(topology)};
}

}  // namespace triaz::engine
