/** The services that built-in scenarios name. */
import type { ServiceRef } from '../../harness/scenario.ts';
import { compiledUrl } from '../compiled-url.ts';

/** Answers small JSON documents over HTTP after an exact delay; its address is `{ url, host, port }`. */
export const delayServer: ServiceRef = {
  id: 'delay-server',
  moduleUrl: compiledUrl('services/delay-server.js'),
};

/** Measures how many steps of `spin` take a millisecond; its address is `{ iterationsPerMs }`. */
export const calibration: ServiceRef = {
  id: 'calibration',
  moduleUrl: compiledUrl('services/calibration.js'),
};
