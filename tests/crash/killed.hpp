// One run in a process of its own, which is killed at one of its steps.
#pragma once

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {

enum class Verb { sync, audit, mail, mail_audit, mail_reconsider, mail_activate };

/// The exit code of a run that was killed.
inline constexpr int kKilled = 137;

/// The program whose processes they are is started once and asked by all who ask from now on, in
/// forked processes too, one at a time. Without this call each starts its own.
void start_runner();

/// A step is a durable commit or a request, before or after; the first is 1. 0: never killed.
/// Answers the exit code: 0 the run came to its end and everything is in step, kKilled, or another.
int run_killed_at(const Testbed& firm, int step, Verb verb = Verb::sync);

}  // namespace relais::testbed
