import type { Variable } from '../src/configuration/variable.js';
import { VARIABLES } from '../src/configuration/variables.js';

const lines = ({ name, meaning, rule, fallback, example }: Variable<unknown>): string =>
  [`# ${sentence(meaning)}`, `# Must be ${rule}. Unset: ${fallback}.`, `# ${name}=${example}`].join('\n');

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The text of `.env.example`: every variable, each commented out, so that a copy changes nothing by itself. */
export const envExample = (): string =>
  [
    '# Copy to .env, uncomment what you want to change, and start with: npx slotkeeper serve --env-file .env',
    ...Object.values<Variable<unknown>>(VARIABLES).map(lines),
    '',
  ].join('\n\n');

/** The rows of the README's table of variables, in Markdown. */
export const configurationTable = (): string =>
  [
    '| Variable | Meaning | Must be | Unset |',
    '| --- | --- | --- | --- |',
    ...Object.values<Variable<unknown>>(VARIABLES).map(
      ({ name, meaning, rule, fallback }) => `| \`${name}\` | ${meaning} | ${rule} | ${fallback} |`,
    ),
  ].join('\n');
