import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PUBLISHED } from './published-packages.js';

const USAGE = 'usage: node tools/api-reports.js check|update';
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [mode] = process.argv.slice(2);
if (mode !== 'check' && mode !== 'update') throw new RangeError(USAGE);

const silent = { logLevel: ExtractorLogLevel.None };
const failing = { logLevel: ExtractorLogLevel.Error };

const configurationOf = (folder, name, entry) =>
  ExtractorConfig.prepare({
    packageJsonFullPath: `${ROOT}packages/${folder}/package.json`,
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: `${ROOT}packages/${folder}`,
      mainEntryPointFilePath: `${ROOT}packages/${folder}/dist/${entry}.d.ts`,
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: `${ROOT}etc`,
        reportTempFolder: `${ROOT}reports/api`,
        // The functions of a companion object (`Interval.of`) are no exports, and their signatures are the API.
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      compiler: {
        overrideTsconfig: {
          extends: `${ROOT}tsconfig.base.json`,
          compilerOptions: { types: ['node'] },
          files: [`dist/${entry}.d.ts`],
        },
      },
      messages: {
        compilerMessageReporting: { default: failing },
        extractorMessageReporting: { default: silent, 'ae-forgotten-export': failing },
        tsdocMessageReporting: { default: silent },
      },
    },
  });

/**
 * A type that the package's main entry speaks of and nobody can import is a mistake in that entry's list. A
 * function of a companion object is none, nor is what a second entry takes from the first.
 */
const isMistake = ({ messageId, text }, isMainEntry) =>
  messageId !== 'ae-forgotten-export' || (isMainEntry && /The symbol "[A-Z]/.test(text));

/** Compares the report of one entry with `etc/`, or rewrites it there; false if it differs or can't be made. */
const isAsReported = (folder, name, entry, isMainEntry) => {
  const mistakes = [];
  const { apiReportChanged } = Extractor.invoke(configurationOf(folder, name, entry), {
    localBuild: mode === 'update',
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error && isMistake(message, isMainEntry)) {
        mistakes.push(message.formatMessageWithLocation(ROOT));
      }
    },
  });
  const differs = mode === 'check' && apiReportChanged;
  const word = mistakes.length > 0 ? 'FAIL' : differs ? 'DIFFERS' : apiReportChanged ? 'written' : 'ok';
  console.log(`${word.padEnd(8)}etc/${name}.api.md`);
  for (const mistake of mistakes) console.log(`  ${mistake}`);
  return mistakes.length === 0 && !differs;
};

mkdirSync(`${ROOT}etc`, { recursive: true });
const results = PUBLISHED.flatMap(({ folder, entries }) =>
  Object.entries(entries).map(([name, entry], index) => isAsReported(folder, name, entry, index === 0)),
);
if (results.includes(false)) {
  console.log(
    'An API differs from its report. If the change is meant, run `npm run api:update` and commit etc/.',
  );
  process.exitCode = 1;
}
