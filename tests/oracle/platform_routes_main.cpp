// Reads a platform with SimGrid and prints the latency of the route between each two hosts, in
// nanoseconds: "from to latency" a line.
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    int count = 1;
    simgrid::s4u::Engine engine(&count, argv);
    engine.load_platform(argv[1]);
    engine.seal_platform();
    for (const auto* from : engine.get_all_hosts()) {
        for (const auto* to : engine.get_all_hosts()) {
            if (from == to) continue;
            std::vector<simgrid::s4u::Link*> links;
            double latency = 0;
            from->route_to(to, links, &latency);
            std::printf("%s %s %lld\n", from->get_cname(), to->get_cname(),
                        std::llround(latency * 1e9));
        }
    }
}
