/** Prints how long the import of the module takes that is named, in milliseconds. */
const [name = ''] = process.argv.slice(2);
const start = performance.now();
await import(name);
console.log(performance.now() - start);
