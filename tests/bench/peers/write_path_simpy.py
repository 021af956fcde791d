#!/usr/bin/python3
"""The reference write path in SimPy, as its users write it: one process for each request, workers
as resources. Usage: write_path_simpy.py REQUESTS [SEED]; prints one line of JSON."""

import json
import random
import resource
import sys
import time

import simpy

# Rates of the exponential draws, per second.
ARRIVALS = 10_000.0
HOP = 1 / 0.5e-3
APPLICATION, APPLICATION_WORKERS, APPLICATIONS = 1 / 2e-3, 8, 9
LEADER, LEADER_WORKERS, LEADERS = 1 / 0.5e-3, 16, 3


class WritePath:
    def __init__(self, environment, requests, seed):
        self.environment = environment
        self.requests = requests
        self.random = random.Random(seed)
        self.applications = [simpy.Resource(environment, capacity=APPLICATION_WORKERS)
                             for _ in range(APPLICATIONS)]
        self.leaders = [simpy.Resource(environment, capacity=LEADER_WORKERS)
                        for _ in range(LEADERS)]
        self.latencies = []

    def arrivals(self):
        timeout, draw = self.environment.timeout, self.random.expovariate
        for number in range(self.requests):
            yield timeout(draw(ARRIVALS))
            self.environment.process(self.request(self.applications[number % APPLICATIONS]))

    def request(self, application):
        environment, draw = self.environment, self.random.expovariate
        issued = environment.now
        yield environment.timeout(draw(HOP))
        with application.request() as worker:
            yield worker
            yield environment.timeout(draw(APPLICATION))
        yield environment.timeout(draw(HOP))
        leader = self.leaders[self.random.randrange(LEADERS)]
        with leader.request() as worker:
            yield worker
            yield environment.timeout(draw(LEADER))
        yield environment.process(self.copy()) & environment.process(self.copy())
        yield environment.timeout(draw(HOP))
        yield environment.timeout(draw(HOP))
        self.latencies.append(environment.now - issued)

    def copy(self):
        timeout, draw = self.environment.timeout, self.random.expovariate
        yield timeout(draw(HOP))
        yield timeout(draw(HOP))


def main():
    requests = int(sys.argv[1])
    environment = simpy.Environment()
    path = WritePath(environment, requests, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    environment.process(path.arrivals())
    began = time.process_time()
    environment.run()
    seconds = time.process_time() - began
    print(json.dumps({
        'requests': len(path.latencies),
        'seconds': seconds,
        'mean_ms': 1e3 * sum(path.latencies) / len(path.latencies),
        'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))


main()
