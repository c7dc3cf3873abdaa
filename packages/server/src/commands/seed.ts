import { randomBytes } from 'node:crypto';
import type { Configuration } from '../configuration/read-configuration.js';
import { EXIT } from '../exit-code.js';
import { plantDemo } from '../seed/plant-demo.js';
import { textTable } from '../text-table.js';
import type { Outcome } from './outcome.js';
import { withUseCases } from './with-use-cases.js';

/** Adds the demo's accounts, availability and event type, through the use cases. */
export const seed = async (
  configuration: Configuration,
  chosenPassword: string | undefined,
): Promise<Outcome> => {
  const password = chosenPassword ?? randomBytes(12).toString('base64url');
  const { accounts, availabilityAdded, eventTypeAdded } = await withUseCases(configuration, (dependencies) =>
    plantDemo(dependencies, password),
  );
  const isNew = accounts.some(({ added }) => added);
  return {
    exitCode: EXIT.done,
    json: { accounts, availabilityAdded, eventTypeAdded, password: isNew ? password : null },
    text: [
      textTable([
        ['EMAIL', 'ROLE', 'ID', ''],
        ...accounts.map(({ email, role, id, added }) => [email, role, id, added ? 'added' : 'was there']),
      ]),
      `${availabilityAdded} ranges of availability added`,
      `the event type ${eventTypeAdded ? 'was added' : 'was there'}`,
      isNew ? `password of what was added: ${password}` : 'no password was changed',
    ].join('\n'),
  };
};
