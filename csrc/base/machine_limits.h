// What the machine (or the container around us) grants this process.
#pragma once
#include <cstdint>

namespace rl {
int granted_cpus();        // at least 1: hardware, scheduler affinity and cgroup quota, whichever is least
int64_t granted_memory();  // bytes: physical memory or the cgroup's limit; 0 when unknown
}  // namespace rl
