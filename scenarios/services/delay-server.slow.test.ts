/** The real server in its own process. Ratios and order rather than absolute times: the machine may be busy. */
import { Agent, get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServices, startServices } from '../../harness/services/start-services.ts';
import { openDelayClient } from '../json-client.ts';
import { delayOf } from './programmed-delay.ts';
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
  ['/json?jitterMs=1e6', 400],
  ['/json?tail=heavy', 400],
  ['/json?limit=-3', 400],
  ['/json?failAbove=-1', 400],
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

test('above so many at a time each that comes fails, and who has left makes room', async () => {
  const delays = client();
  const ask = (count: number): Promise<(string | null)[]> =>
    Promise.all(
      Array.from({ length: count }, (_, id) =>
        delays.tryText({ id, delayMs: 100, failRate: 0, attempt: 1, failAbove: 3 }),
      ),
    );
  const failed = (texts: readonly (string | null)[]): number => texts.filter((text) => text === null).length;
  expect(failed(await ask(8))).toBe(5);
  expect(failed(await ask(3))).toBe(0);
  delays.close();
});

describe('asked for together', () => {
  const agent = new Agent({ keepAlive: true });
  afterAll(() => agent.destroy());

  /** How long it took, in milliseconds; rejects where it was given up. */
  const ask = (path: string, signal?: AbortSignal): Promise<number> =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now();
      get({ ...address(), path, agent, ...(signal ? { signal } : {}) }, (response) => {
        response.resume().on('end', () => resolve(performance.now() - startedMs));
      }).on('error', reject);
    });

  test('each waits as long as its own jitter and tail say, never shorter', async () => {
    const program = { attempt: 1, delayMs: 20, jitterMs: 40, tail: 3, failRate: 0 };
    const ids = Array.from({ length: 40 }, (_, id) => id);
    const programmed = ids.map((id) => delayOf({ ...program, id }));
    // The fastest of some: load makes answers later, never sooner.
    const fastest = ids.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < 5; round++) {
      const took = await Promise.all(ids.map((id) => ask(`/json?id=${id}&delayMs=20&jitterMs=40&tail=3`)));
      for (const [index, tookMs] of took.entries()) fastest[index] = Math.min(fastest[index]!, tookMs);
    }
    for (const [index, tookMs] of fastest.entries())
      expect(tookMs).toBeGreaterThanOrEqual(programmed[index]!);
    const spread = (values: readonly number[]): number => {
      const ascending = values.toSorted((one, other) => one - other);
      return ascending[36]! - ascending[4]!;
    };
    expect(spread(fastest) / spread(programmed)).toBeGreaterThan(0.75);
    expect(spread(fastest) / spread(programmed)).toBeLessThan(1.33);
  });

  test('no more than the limit are served at a time; the others queue in the order in which they came', async () => {
    const ended: number[] = [];
    const startedMs = performance.now();
    const together = (limit: number): Promise<number> =>
      Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          ask(`/json?delayMs=30&limit=${limit}`).then(() => limit === 1 && ended.push(index)),
        ),
      ).then(() => performance.now() - startedMs);
    const [one, three, twelve] = await Promise.all([together(1), together(3), together(12)]);
    expect(one).toBeGreaterThanOrEqual(12 * 30);
    expect(three).toBeGreaterThanOrEqual(4 * 30);
    expect(twelve).toBeGreaterThanOrEqual(30);
    expect(one / three).toBeGreaterThan(2);
    expect(ended).toEqual(ended.toSorted((first, second) => first - second));
  });

  test('who gives up leaves a place to others, served or waiting', async () => {
    const patience = new AbortController();
    const served = ask('/json?delayMs=60000&limit=2', patience.signal);
    const alsoServed = ask('/json?delayMs=60000&limit=2', patience.signal);
    const waiting = ask('/json?delayMs=60000&limit=2', patience.signal);
    const given = Promise.allSettled([served, alsoServed, waiting]);
    await ask('/json?delayMs=20'); // by now they are in
    patience.abort();
    expect((await given).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await Promise.all([ask('/json?limit=2'), ask('/json?limit=2'), ask('/json?limit=2')]);
  });
});
