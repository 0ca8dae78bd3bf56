import { expect, test } from 'vitest';
import { nowMs } from './clock.ts';
import { Relay } from './relay.ts';

/** Gives leave to go on so long after each rest. */
function createRelay(afterMs: number, meanwhile = (): void => {}): { relay: Relay; told: () => number } {
  let restCount = 0;
  const relay: Relay = new Relay(() => {
    restCount += 1;
    setTimeout(() => {
      meanwhile();
      relay.resume();
    }, afterMs);
  });
  return { relay, told: () => restCount };
}

test('a leave that comes before it is waited for is not lost', async () => {
  const { relay, told } = createRelay(1);
  relay.resume();
  await relay.begin();
  expect(told()).toBe(0);
});

test('rests are counted with their time; what was left to the loop is done before', async () => {
  const { relay, told } = createRelay(30);
  relay.resume();
  await relay.begin();
  let isLeft = true;
  setImmediate(() => {
    isLeft = false;
  });
  const startedMs = nowMs();
  await relay.rest();
  expect(isLeft).toBe(false);
  await relay.rest();
  const tookMs = nowMs() - startedMs;
  expect(told()).toBe(2);
  expect(relay.rests.count).toBe(2);
  expect(relay.rests.totalMs).toBeGreaterThan(55);
  expect(relay.rests.totalMs).toBeLessThanOrEqual(tookMs);
  relay.resume();
  await relay.begin();
  expect(relay.rests).toEqual({ count: 0, totalMs: 0, cpuMs: 0, messageCpuMs: 0, idleMs: 0 });
});

test('a leave that a slice did not need is void', async () => {
  const { relay, told } = createRelay(20);
  relay.resume();
  relay.resume();
  await relay.begin();
  relay.end();
  const startedMs = nowMs();
  await relay.rest();
  expect(nowMs() - startedMs).toBeGreaterThan(15);
  expect(told()).toBe(1);
});

test('CPU that is used while it rests is told, and charged to the tasks but for the messages', async () => {
  const restless = createRelay(5, () => {
    const untilMs = nowMs() + 40;
    while (nowMs() < untilMs);
  });
  const quiet = createRelay(45);
  await restless.relay.rest();
  await quiet.relay.rest();
  expect(restless.relay.rests.cpuMs).toBeGreaterThan(quiet.relay.rests.cpuMs + 10);
  for (const { relay } of [restless, quiet]) expect(relay.rests.messageCpuMs).toBeLessThanOrEqual(0.5);
  // Of some 45 ms; on a machine with a busy neighbour 40 ms of work may be few of CPU.
  const { totalMs, cpuMs, messageCpuMs } = restless.relay.rests;
  expect(totalMs).toBeLessThan(45 - (cpuMs - messageCpuMs) + 30);
  expect(restless.relay.rests.idleMs).toBeLessThan(quiet.relay.rests.idleMs);
});

test('what watches a slice is told of its rests, until it is forgotten', async () => {
  const { relay } = createRelay(10);
  const told: string[] = [];
  const watcher = {
    rest: () => void told.push('rest'),
    resume: (restedMs: number) => void told.push(restedMs > 5 ? 'resume' : 'too early'),
  };
  relay.watch(watcher);
  await relay.rest();
  relay.forget(watcher);
  await relay.rest();
  expect(told).toEqual(['rest', 'resume']);
});
