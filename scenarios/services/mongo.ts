/**
 * MongoDB with a collection to ask: yours, where `CROSSOVER_MONGO_URL` says where, in a collection of its own that is dropped at the
 * end. There is none of our own: no package of the registry holds a server.
 */
import type { ServiceModule } from '../../harness/scenario.ts';
import { customerCount } from '../customers.ts';
import { connectMongo } from '../mongo-driver.ts';

const indices = Array.from({ length: customerCount }, (_, index) => index + 1);

const mongo: ServiceModule = {
  start: async () => {
    const url = process.env.CROSSOVER_MONGO_URL;
    if (!url) throw new Error('CROSSOVER_MONGO_URL does not say where MongoDB is');
    const collection = `crossover_${process.pid}_customers`;
    const client = await connectMongo(url, 1);
    const customers = client.db().collection(collection);
    await customers.insertMany(
      indices.map((id) => ({ _id: id, name: `customer ${id}`, cents: (id * 7919) % 100_000 })),
    );
    return {
      address: { url, collection, customerCount },
      stop: async () => {
        await customers.drop();
        await client.close();
      },
    };
  },
};

export default mongo;
