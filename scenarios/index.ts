/** Every built-in workload, in the order in which they are listed and run. A new one is one file and one line here. */
import type { Scenario } from '../harness/scenario.ts';
import { compiledUrl } from './compiled-url.ts';
import bigResult from './cpu/big-result.ts';
import grain from './cpu/grain.ts';
import gzip from './cpu/gzip.ts';
import jsonParse from './cpu/json-parse.ts';
import markdown from './cpu/markdown.ts';
import payload from './cpu/payload.ts';
import scrypt from './cpu/scrypt.ts';
import sha256 from './cpu/sha256.ts';
import sortShared from './cpu/sort-shared.ts';
import sumOfSquares from './cpu/sum-of-squares.ts';
import fileRead from './io/file-read.ts';
import httpClient from './io/http-client.ts';
import httpFanOut from './io/http-fan-out.ts';
import latency from './io/latency.ts';
import mongoFind from './io/mongo-find.ts';
import mysqlQuery from './io/mysql-query.ts';
import postgresQuery from './io/postgres-query.ts';
import redisPipeline from './io/redis-pipeline.ts';
import sqlite from './io/sqlite.ts';
import streamHash from './io/stream-hash.ts';
import websocketEcho from './io/websocket-echo.ts';
import fetchParseHash from './mixed/fetch-parse-hash.ts';
import awaitCost from './patterns/await-cost.ts';
import batchedWrites from './patterns/batched-writes.ts';
import chunkedWork from './patterns/chunked-work.ts';
import connectionLimit from './patterns/connection-limit.ts';
import errorCost from './patterns/error-cost.ts';
import gather from './patterns/gather.ts';
import memoryGrowth from './patterns/memory-growth.ts';
import resourcePerTask from './patterns/resource-per-task.ts';
import retry from './patterns/retry.ts';
import timeout from './patterns/timeout.ts';

import app from './servers/app.ts';
import database from './servers/database.ts';

/**
 * A scenario that ships with Crossover. `moduleUrl` is the `file:` URL of its compiled module: executors load by path.
 */
export interface BuiltInScenario {
  readonly id: string;
  readonly moduleUrl: string;
  readonly scenario: Scenario;
}

/** The file is named after the id. Its own types end here: the harness treats every scenario alike. */
function builtIn<Params, Input, Output, Context>(
  id: string,
  scenario: Scenario<Params, Input, Output, Context>,
): BuiltInScenario {
  return { id, moduleUrl: compiledUrl(`${id}.js`), scenario: scenario as unknown as Scenario };
}

export const builtInScenarios: readonly BuiltInScenario[] = [
  builtIn('cpu/sum-of-squares', sumOfSquares),
  builtIn('cpu/sha256', sha256),
  builtIn('cpu/json-parse', jsonParse),
  builtIn('cpu/markdown', markdown),
  builtIn('cpu/gzip', gzip),
  builtIn('cpu/scrypt', scrypt),
  builtIn('cpu/big-result', bigResult),
  builtIn('cpu/sort-shared', sortShared),
  builtIn('cpu/grain', grain),
  builtIn('cpu/payload', payload),
  builtIn('io/http-fan-out', httpFanOut),
  builtIn('io/file-read', fileRead),
  builtIn('io/stream-hash', streamHash),
  builtIn('io/http-client', httpClient),
  builtIn('io/websocket-echo', websocketEcho),
  builtIn('io/postgres-query', postgresQuery),
  builtIn('io/mysql-query', mysqlQuery),
  builtIn('io/redis-pipeline', redisPipeline),
  builtIn('io/mongo-find', mongoFind),
  builtIn('io/sqlite', sqlite),
  builtIn('io/latency', latency),
  builtIn('mixed/fetch-parse-hash', fetchParseHash),
  builtIn('servers/app', app),
  builtIn('servers/database', database),
  builtIn('patterns/gather', gather),
  builtIn('patterns/connection-limit', connectionLimit),
  builtIn('patterns/retry', retry),
  builtIn('patterns/timeout', timeout),
  builtIn('patterns/resource-per-task', resourcePerTask),
  builtIn('patterns/memory-growth', memoryGrowth),
  builtIn('patterns/batched-writes', batchedWrites),
  builtIn('patterns/error-cost', errorCost),
  builtIn('patterns/chunked-work', chunkedWork),
  builtIn('patterns/await-cost', awaitCost),
];
