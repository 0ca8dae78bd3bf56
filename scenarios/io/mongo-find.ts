import { defineScenario, type ScenarioEnv } from '../../harness/scenario.ts';
import { type CustomersRequest, type CustomersSummary, makeRequests, summarise } from '../customers.ts';
import { isInstalled } from '../is-installed.ts';
import { connectMongo, type MongoClient, type MongoCollection, type MongoCustomer } from '../mongo-driver.ts';
import { mongo } from '../services/refs.ts';

interface Params {
  readonly poolMax: number;
  readonly customers: number;
}

interface Context {
  readonly client: MongoClient;
  readonly customers: MongoCollection;
}

const summariseFound = (found: readonly MongoCustomer[]): CustomersSummary =>
  summarise(found.map(({ _id, name, cents }) => ({ id: _id, name, cents })));

async function batched({ ids }: CustomersRequest, { customers }: Context): Promise<CustomersSummary> {
  return summariseFound(await customers.find({ _id: { $in: ids } }, { sort: { _id: 1 } }).toArray());
}

async function onePerQuery({ ids }: CustomersRequest, { customers }: Context): Promise<CustomersSummary> {
  const found: (MongoCustomer | null)[] = [];
  for (const id of ids) found.push(await customers.findOne({ _id: id }));
  return summariseFound(found.filter((one) => one !== null));
}

async function concurrently({ ids }: CustomersRequest, { customers }: Context): Promise<CustomersSummary> {
  const found = await Promise.all(ids.map((id) => customers.findOne({ _id: id })));
  return summariseFound(found.filter((one) => one !== null));
}

function whyUnavailable(): string | null {
  const hasUrl = Boolean(process.env.CROSSOVER_MONGO_URL);
  const serverRemedy = 'say where yours is in CROSSOVER_MONGO_URL';
  if (!isInstalled('mongodb'))
    return `it needs a client: npm install mongodb${hasUrl ? '' : `; and a server: ${serverRemedy}`}`;
  return hasUrl ? null : `it needs MongoDB: ${serverRemedy}`;
}

/** The customers that io/postgres-query asks for, as documents. Not exercised in CI, where there is no MongoDB. */
export default defineScenario({
  id: 'io/mongo-find',
  kind: 'io',
  summary:
    'Ten documents by key from MongoDB: one find, a findOne each in turn (n-plus-one), or all at once.',
  lesson:
    'Documents are asked for as rows are: once for ten of them, for each question is a way there and back.',
  metrics: [{ id: 'cpu-per-task', unit: 'ms', better: 'lower' }],
  params: { poolMax: [8, 1, 2, 4, 16], customers: [10] },
  services: [mongo],
  whyUnavailable,
  inputs: ({ customers }: Params, random, count) => makeRequests(customers, random, count),
  open: async ({ params, services }: ScenarioEnv<Params>): Promise<Context> => {
    const { url, collection } = services[mongo.id] ?? {};
    const client = await connectMongo(String(url), params.poolMax);
    return { client, customers: client.db().collection(String(collection)) };
  },
  close: ({ client }: Context) => client.close(),
  run: batched,
  variants: { 'n-plus-one': onePerQuery, 'n-at-once': concurrently },
});
