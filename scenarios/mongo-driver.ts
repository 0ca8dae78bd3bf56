/** MongoDB's driver, which nobody has to install: as much of it as is used here, by its own names. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export interface MongoCustomer {
  readonly _id: number;
  readonly name: string;
  readonly cents: number;
}

export interface MongoCollection {
  insertMany(documents: readonly MongoCustomer[]): Promise<unknown>;
  find(
    filter: { readonly _id: { readonly $in: readonly number[] } },
    options: { readonly sort: { readonly _id: 1 } },
  ): { toArray(): Promise<MongoCustomer[]> };
  findOne(filter: { readonly _id: number }): Promise<MongoCustomer | null>;
  drop(): Promise<unknown>;
}

export interface MongoClient {
  connect(): Promise<unknown>;
  /** The database that the URL names. */
  db(): { collection(name: string): MongoCollection };
  close(): Promise<void>;
}

type MongoClientClass = new (
  url: string,
  options: { readonly maxPoolSize: number; readonly serverSelectionTimeoutMS: number },
) => MongoClient;

/** For a server that is not there, before the service is given up. */
const patienceMs = 10_000;

/** Connected; a pool of at most so many connections, none of which is closed for being idle (the driver's default). */
export async function connectMongo(url: string, maxPoolSize: number): Promise<MongoClient> {
  const { MongoClient } = require('mongodb') as { MongoClient: MongoClientClass };
  const client = new MongoClient(url, { maxPoolSize, serverSelectionTimeoutMS: patienceMs });
  await client.connect();
  return client;
}
