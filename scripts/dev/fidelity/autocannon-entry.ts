/** autocannon in a process of its own: `node autocannon-entry.js <url> <connections> <seconds>`; prints requests per second. */
import autocannon from 'autocannon';

const [url = '', connections = '1', seconds = '1'] = process.argv.slice(2);
const result = await autocannon({ url, connections: Number(connections), duration: Number(seconds) });
process.stdout.write(String(result['2xx'] / result.duration));
