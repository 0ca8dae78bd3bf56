/**
 * One clock for every thread and process of a host: floating milliseconds on the monotonic clock that
 * `process.hrtime` reads. `performance.now()` costs about 60 ns and is relative to each thread's own origin, so the
 * offset between the two is measured once per thread; both read the same counter, so the offset never drifts.
 * The functions are captured at load time: a scenario that patches them later does not move our stamps.
 */
const performanceNow = performance.now.bind(performance);
const hrtimeBigint = process.hrtime.bigint.bind(process.hrtime);

/**
 * Milliseconds to add to `performance.now()`: the tightest of several brackets wins, so a preemption between the two
 * reads cannot spoil it. Accurate to the width of the bracket, about 0.2 µs.
 */
function measureOffsetMs(): number {
  let offsetMs = 0;
  let tightestMs = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 50; attempt++) {
    const before = performanceNow();
    const hrtimeNs = hrtimeBigint();
    const after = performanceNow();
    if (after - before < tightestMs) {
      tightestMs = after - before;
      offsetMs = Number(hrtimeNs) / 1e6 - (before + after) / 2;
    }
  }
  return offsetMs;
}

const offsetMs = measureOffsetMs();

/** Monotonic milliseconds, comparable between all threads and processes of this host (not between hosts). */
export function nowMs(): number {
  return performanceNow() + offsetMs;
}
