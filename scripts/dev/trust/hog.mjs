/**
 * Somebody else on the machine: spins for a growing share of the time. Arguments: share at the beginning, at the end, and the
 * milliseconds in between; then it stays. Ends with its parent.
 */
const [from, to, rampMs] = process.argv.slice(2).map(Number);
const PERIOD_MS = 20;
const startMs = performance.now();

function work() {
  const beganMs = performance.now();
  const share = from + (to - from) * Math.min(1, rampMs > 0 ? (beganMs - startMs) / rampMs : 1);
  const endMs = beganMs + share * PERIOD_MS;
  while (performance.now() < endMs);
  setTimeout(work, Math.max(0, beganMs + PERIOD_MS - performance.now()));
}

process.on('disconnect', () => process.exit());
work();
