import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defineConfig } from 'rolldown';
import { licensePlugin } from 'rolldown-license-plugin';

// Node loads each module from a file of its own, which takes longer than to run it: what is started or imported often
// is one file (docs/adr/0021-bundles.md).

const ALLOWED = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
];
const [, MIT_TERMS] = readFileSync(new URL('LICENSE', import.meta.url), 'utf8').split(/^Copyright .*$/mu);

/** Some name the MIT licence and leave its text out. */
const textOf = ({ name, license, licenseText }) =>
  licenseText.trim() ||
  (license === 'MIT' ? `Copyright (c) the authors of ${name}\n\n${MIT_TERMS.trim()}` : '');

const notices = licensePlugin({
  allow: (one) => ALLOWED.includes(one.license) && textOf(one) !== '',
  failOnViolation: true,
  failOnUnlicensed: true,
  done: (packages, context) => {
    const source = packages
      .map((one) => `${one.name} ${one.version} (${one.license})\n\n${textOf(one)}\n`)
      .join(`\n${'-'.repeat(80)}\n\n`);
    context.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source });
  },
});

/**
 * The packed tz database alone, which is all that is asked of this package: by itself it unpacks all zones and keeps
 * them, and the heap has a third more to hold.
 */
const packedZones = {
  name: 'packed-zones',
  transform: {
    filter: { id: /@js-joda\/timezone\/dist\/js-joda-timezone\.js$/u },
    handler: (_, id) => {
      const require = createRequire(id);
      require(id);
      const { version, zones, links } = require('@js-joda/core').ZoneRulesProvider.getTzdbData();
      return `const { ZoneRulesProvider } = require('@js-joda/core');
        const data = ${JSON.stringify({ version, zones, links })};
        ZoneRulesProvider.getTzdbData = () => data;`;
    },
  },
};

/** Node holds a source for as long as it runs, each character in two bytes where one of them is not Latin. */
const ascii = {
  name: 'ascii',
  generateBundle: (_, bundle) => {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      if (/\\[^\0-\x7f]/u.test(chunk.code)) throw new Error(`${chunk.fileName} escapes what is not ASCII`);
      chunk.code = chunk.code.replaceAll(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

export default defineConfig([
  {
    // Both entries at once, so that they share what they have in common.
    input: { index: 'packages/domain/dist/index.js', testing: 'packages/domain/dist/testing/index.js' },
    platform: 'node',
    external: /^[^./]/u,
    output: { dir: 'packages/domain/dist/bundle', chunkFileNames: 'shared.js', cleanDir: true },
  },
  {
    input: { main: 'packages/server/dist/main.js' },
    platform: 'node',
    // What is native code, or has files beside its modules.
    external: ['@fastify/swagger', '@fastify/swagger-ui', '@node-rs/argon2', 'pg-native'],
    plugins: [notices, packedZones, ascii],
    output: {
      dir: 'packages/server/dist/command',
      cleanDir: true,
      // Lines and names stay, for those who read a stack trace.
      comments: false,
    },
  },
]);
