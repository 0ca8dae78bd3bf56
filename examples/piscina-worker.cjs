// An existing Piscina worker, not changed for Crossover:
// npm run bench -- ./examples/piscina-worker.cjs --input examples/data.json
const { createHash } = require('node:crypto');

/** Counts the words of a text and hashes every line, many times over. */
module.exports = ({ text, passes }) => {
  const counts = {};
  let fingerprint = '';
  for (let pass = 0; pass < passes; pass++) {
    for (const word of text.toLowerCase().match(/[a-z]+/g)) counts[word] = (counts[word] ?? 0) + 1;
    for (const line of text.split('\n')) {
      fingerprint = createHash('sha256').update(fingerprint).update(line).digest('hex');
    }
  }
  return { words: Object.keys(counts).length, fingerprint };
};
