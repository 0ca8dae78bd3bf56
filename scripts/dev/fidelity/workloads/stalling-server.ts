/** The delay server, whose event loop stands still for a while in every period: what a long pause of any cause does to those who ask. */
import type { ServiceModule } from '../../../../harness/scenario.ts';
import delayServer from '../../../../scenarios/services/delay-server.ts';
import { STALL_MS, STALL_PERIOD_MS } from '../stall-schedule.ts';

/** Waits without using a CPU, so that what asks is not slowed as well. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const stallingServer: ServiceModule = {
  async start(env) {
    const service = await delayServer.start(env);
    const startedMs = performance.now();
    let timer: NodeJS.Timeout;
    /** By the schedule and not from the last stall on: periods do not grow by what a timer is late. */
    const awaitStall = (index: number): void => {
      const beginMs = startedMs + index * STALL_PERIOD_MS;
      timer = setTimeout(() => {
        standStill(Math.max(0, beginMs + STALL_MS - performance.now()));
        awaitStall(index + 1);
      }, beginMs - performance.now());
    };
    awaitStall(1);
    return {
      ...service,
      stop: async () => {
        clearTimeout(timer);
        await service.stop();
      },
    };
  },
};

export default stallingServer;
