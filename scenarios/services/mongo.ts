/**
 * MongoDB with a collection to ask: yours, where `CROSSOVER_MONGO_URL` says where, in a collection of its own that is dropped at the
 * end. There is none of our own: no package of the registry holds a server.
 */
import type { ServiceModule } from '../../harness/scenario.ts';
import { customerCount } from '../customers.ts';
import { connectMongo, type MongoCollection } from '../mongo-driver.ts';
import { atTheirs, guestName, shownUrl } from './their-server.ts';

const indices = Array.from({ length: customerCount }, (_, index) => index + 1);

const variable = 'CROSSOVER_MONGO_URL';
const namespaceNotFound = 26;

/** Older servers refuse to drop what was never made. */
async function drop(customers: MongoCollection): Promise<void> {
  await customers.drop().catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== namespaceNotFound) throw error;
  });
}

const mongo: ServiceModule = {
  start: async ({ removeAtEnd }) => {
    const url = process.env[variable];
    if (!url) throw new Error(`${variable} does not say where MongoDB is`);
    const collection = `${guestName()}_customers`;
    const otherwise = 'or unset it: what needs MongoDB is left out then.';
    const client = await atTheirs({ variable, url, otherwise }, async () => {
      const connected = await connectMongo(url, 1);
      const customers = connected.db().collection(collection);
      await removeAtEnd(`the collection ${collection} in ${shownUrl(url)}`, () => drop(customers));
      await customers.insertMany(
        indices.map((id) => ({ _id: id, name: `customer ${id}`, cents: (id * 7919) % 100_000 })),
      );
      return connected;
    });
    return { address: { url, collection, customerCount }, stop: () => client.close() };
  },
};

export default mongo;
