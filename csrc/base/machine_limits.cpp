#include "base/machine_limits.h"

#include <sched.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rl {

// First line of a small text file; false when there is none.
static bool first_line(const char* path, char* line, int size) {
  FILE* file = std::fopen(path, "re");
  if (!file) return false;
  bool ok = std::fgets(line, size, file) != nullptr;
  std::fclose(file);
  return ok;
}

// Path of this process inside the cgroup hierarchy of `controller` ("" = version 2).
static bool cgroup_path(const char* controller, char* out, size_t size) {
  FILE* file = std::fopen("/proc/self/cgroup", "re");
  if (!file) return false;
  char line[4096];
  bool found = false;
  while (!found && std::fgets(line, sizeof line, file)) {  // "4:cpu,cpuacct:/path" or "0::/path"
    char* names = std::strchr(line, ':');
    char* path = names ? std::strchr(names + 1, ':') : nullptr;
    if (!path) continue;
    *path++ = 0;
    path[std::strcspn(path, "\n")] = 0;
    for (char* name = ++names; name && !found;) {
      char* comma = std::strchr(name, ',');
      if (comma) *comma = 0;
      found = !std::strcmp(name, controller);
      name = comma ? comma + 1 : nullptr;
    }
    if (found) std::snprintf(out, size, "%s", path);
  }
  std::fclose(file);
  return found;
}

// Calls visit(directory) for the cgroup of this process and everything above it: any of them may set a limit.
template <class Visit> static void each_cgroup(const char* controller, const char* root, Visit visit) {
  char path[4096];
  if (!cgroup_path(controller, path, sizeof path)) path[0] = 0;
  for (;;) {
    char directory[4608];
    std::snprintf(directory, sizeof directory, "%s%s", root, std::strcmp(path, "/") ? path : "");
    visit(directory);
    char* slash = std::strrchr(path, '/');
    if (!slash) return;
    *slash = 0;
  }
}

static double cpu_quota() {
  double least = 1e9;
  char file[4700], line[256];
  each_cgroup("", "/sys/fs/cgroup", [&](const char* directory) {
    double quota, period;
    std::snprintf(file, sizeof file, "%s/cpu.max", directory);
    if (first_line(file, line, sizeof line) && std::sscanf(line, "%lf %lf", &quota, &period) == 2 && period > 0 &&
        quota / period < least)
      least = quota / period;
  });
  each_cgroup("cpu", "/sys/fs/cgroup/cpu", [&](const char* directory) {
    std::snprintf(file, sizeof file, "%s/cpu.cfs_quota_us", directory);
    double quota = first_line(file, line, sizeof line) ? std::atof(line) : -1;
    std::snprintf(file, sizeof file, "%s/cpu.cfs_period_us", directory);
    double period = first_line(file, line, sizeof line) ? std::atof(line) : -1;
    if (quota > 0 && period > 0 && quota / period < least) least = quota / period;
  });
  return least;
}

int granted_cpus() {
  long cpus = sysconf(_SC_NPROCESSORS_ONLN);
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) < cpus) cpus = CPU_COUNT(&set);
#endif
  double quota = cpu_quota();
  if (quota + 0.5 < static_cast<double>(cpus)) cpus = static_cast<long>(quota + 0.5);
  return cpus < 1 ? 1 : static_cast<int>(cpus);
}

int64_t granted_memory() {
  int64_t least = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  char file[4700], line[256];
  auto consider = [&](const char* directory, const char* name) {
    std::snprintf(file, sizeof file, "%s/%s", directory, name);
    if (!first_line(file, line, sizeof line)) return;
    long long limit = std::atoll(line);  // "max" reads as 0
    if (limit > 0 && (least <= 0 || limit < least)) least = limit;
  };
  each_cgroup("", "/sys/fs/cgroup", [&](const char* directory) { consider(directory, "memory.max"); });
  each_cgroup("memory", "/sys/fs/cgroup/memory",
              [&](const char* directory) { consider(directory, "memory.limit_in_bytes"); });
  return least > 0 ? least : 0;
}

}  // namespace rl
