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

/** Sends every WebSocket message back to its sender; its address is `{ url }`. */
export const echoServer: ServiceRef = {
  id: 'echo-server',
  moduleUrl: compiledUrl('services/echo-server.js'),
};

/** PostgreSQL with a table `customers`; its address is `{ url, schema, customerCount }`. */
export const postgres: ServiceRef = {
  id: 'postgres',
  moduleUrl: compiledUrl('services/postgres.js'),
};

/** Redis with keys to read; its address is `{ url, prefix, keyCount }`. */
export const redis: ServiceRef = { id: 'redis', moduleUrl: compiledUrl('services/redis.js') };

/** MySQL or MariaDB with a table of customers; its address is `{ url, table, customerCount }`. */
export const mysql: ServiceRef = { id: 'mysql', moduleUrl: compiledUrl('services/mysql.js') };

/** MongoDB by URL with a collection of customers; its address is `{ url, collection, customerCount }`. */
export const mongo: ServiceRef = { id: 'mongo', moduleUrl: compiledUrl('services/mongo.js') };
