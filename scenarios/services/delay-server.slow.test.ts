/** The real server in its own process. Ratios and order rather than absolute times: the machine may be busy. */
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServices, startServices } from '../../harness/services/start-services.ts';
import { openDelayClient } from '../json-client.ts';
import { delayServer } from './refs.ts';

let services: RunningServices;
const address = (): { host: string; port: number } => {
  const { host, port } = services.addresses[delayServer.id] ?? {};
  return { host: String(host), port: Number(port) };
};
const client = (): ReturnType<typeof openDelayClient> =>
  openDelayClient({ params: {}, services: services.addresses, seed: 1, tempDir: '/' });

beforeAll(async () => {
  services = await startServices([delayServer], { deadlineMs: 10_000 });
});
afterAll(() => services.stop());

/** Round trip times of `count` requests, one after another, ascending. */
async function roundTrips(delayMs: number, count: number): Promise<number[]> {
  const delays = client();
  const times: number[] = [];
  for (let index = 0; index < count + 5; index++) {
    const startedMs = performance.now();
    await delays.fetchText(index, 3, delayMs);
    if (index >= 5) times.push(performance.now() - startedMs);
  }
  delays.close();
  return times.sort((left, right) => left - right);
}

describe('the delay', () => {
  test.each([1, 2.5, 10, 10.4])('of %s ms is never shorter', async (delayMs) => {
    const times = await roundTrips(delayMs, 40);
    expect(times[0]).toBeGreaterThanOrEqual(delayMs);
  });

  test('has no whole milliseconds: half of one more takes half of one longer', async () => {
    // The fastest of many, taken turn about: load makes round trips longer, never shorter.
    const fastestMs = new Map([1, 1.5, 2, 2.5].map((delayMs) => [delayMs, Number.POSITIVE_INFINITY]));
    for (let round = 0; round < 30; round++) {
      for (const [delayMs, soFarMs] of fastestMs) {
        const [trip = Number.NaN] = await roundTrips(delayMs, 3);
        fastestMs.set(delayMs, Math.min(soFarMs, trip));
      }
    }
    const steps = [1, 1.5, 2].map((delayMs) => fastestMs.get(delayMs + 0.5)! - fastestMs.get(delayMs)!);
    for (const stepMs of steps) {
      expect(stepMs).toBeGreaterThan(0.25); // whole milliseconds would make it 0 or 1
      expect(stepMs).toBeLessThan(0.75);
    }
  });

  test('of one request does not hold up another', async () => {
    const delays = client();
    const order: number[] = [];
    await Promise.all(
      [40, 5, 20, 0, 80].map((delayMs) => delays.fetchText(1, 3, delayMs).then(() => order.push(delayMs))),
    );
    expect(order).toEqual([0, 5, 20, 40, 80]);
    delays.close();
  });

  test('is waited for by hundreds of requests at once', async () => {
    const delays = client();
    const ids = Array.from({ length: 400 }, (_, index) => index);
    const startedMs = performance.now();
    await Promise.all(ids.map((id) => delays.fetchText(id, 3, 100)));
    expect(performance.now() - startedMs).toBeLessThan(100 * 20);
    delays.close();
  });
});

test('the same id is the same document, another id another', async () => {
  const delays = client();
  const [first, again, other] = await Promise.all([7, 7, 8].map((id) => delays.fetchText(id, 5, 0)));
  expect(first).toBe(again);
  expect(first).not.toBe(other);
  expect(JSON.parse(first ?? '')).toMatchObject({ id: 7, rows: { length: 5 } });
  delays.close();
});

test('idle connections are kept for longer than any run', async () => {
  const header = await new Promise((resolve, reject) => {
    get({ ...address(), path: '/json', agent: false, headers: { connection: 'keep-alive' } }, (response) => {
      response.resume();
      resolve(response.headers['keep-alive']);
    }).on('error', reject);
  });
  expect(header).toBe('timeout=86400');
});

test.each([
  ['/json?delayMs=abc', 400],
  ['/json?delayMs=-1', 400],
  ['/json?delayMs=1e9', 400],
  ['/json?failRate=1.5', 400],
  ['/json?attempt=-1', 400],
  ['/other', 404],
])('%s is refused', async (path, status) => {
  const { host, port } = address();
  expect((await fetch(`http://${host}:${port}${path}`)).status).toBe(status);
});

test('a share of the attempts is answered with 503, always the same ones', async () => {
  const delays = client();
  const attempts = (failRate: number): Promise<(string | null)[]> =>
    Promise.all(
      Array.from({ length: 40 }, (_, id) => delays.tryText({ id, delayMs: 0, failRate, attempt: 1 })),
    );
  const [first, again, none, all] = [
    await attempts(0.5),
    await attempts(0.5),
    await attempts(0),
    await attempts(1),
  ];
  expect(again).toEqual(first);
  expect(first).toContain(null);
  expect(first.some((text) => text !== null)).toBe(true);
  expect(none).not.toContain(null);
  expect(all.every((text) => text === null)).toBe(true);
  delays.close();
});
