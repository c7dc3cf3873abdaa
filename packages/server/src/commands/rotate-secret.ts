import type { Configuration } from '../configuration/read-configuration.js';
import { VARIABLES } from '../configuration/variables.js';
import { EXIT } from '../exit-code.js';
import { newTokenSecret, rotateKeptSecret } from '../token-secret.js';
import type { Outcome } from './outcome.js';

/** So many secrets are honoured by default: with a new one every quarter, five years of them. */
export const DEFAULT_KEPT_SECRETS = 20;

/**
 * Makes a new secret. Of the embedded store it is put before those in the data folder, and used from the next start on;
 * a configured one is told, with what to do with it.
 */
export const rotateSecret = async (
  { storeKind, tokenSecret, dataFolder }: Configuration,
  keep: number,
): Promise<Outcome> => {
  if (storeKind === 'embedded' && tokenSecret === undefined) {
    const { length: honoured } = await rotateKeptSecret(dataFolder, keep);
    return {
      exitCode: EXIT.done,
      json: { rotated: true, honoured },
      text: `A new secret is kept in ${dataFolder}, and ${honoured - 1} before it are still honoured. Start the server again to use it.`,
    };
  }
  const secret = newTokenSecret();
  const { tokenSecret: current, previousTokenSecrets: previous } = VARIABLES;
  return {
    exitCode: EXIT.attention,
    json: { rotated: false, secret },
    text: [
      `A new secret: ${secret}`,
      'So that nobody is logged out, bring it to all servers in two steps, and start them again after each:',
      `  1. put it before all others in ${previous.name}: every server honours it, none uses it yet`,
      `  2. make it ${current.name}, and put what that was before into its place in ${previous.name}`,
    ].join('\n'),
  };
};
