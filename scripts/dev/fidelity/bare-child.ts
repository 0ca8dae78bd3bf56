/** A plain child: sends back what it gets. */
process.on('message', (input) => process.send?.(input));
process.on('disconnect', () => process.exit(0));
