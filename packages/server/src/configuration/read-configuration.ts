import { homedir } from 'node:os';
import { err, ok, type Result } from '@slotkeeper/domain';
import { defaultDataFolder } from '../embedded-postgres/default-data-folder.js';
import type { Variable } from './variable.js';
import { VARIABLES, type StoreKind } from './variables.js';

type Values = {
  readonly [K in keyof typeof VARIABLES]: (typeof VARIABLES)[K] extends Variable<infer T> ? T : never;
};

/** All that the environment says, checked, with what it leaves unsaid filled in. */
export interface Configuration extends Omit<Values, 'storeKind' | 'dataFolder'> {
  readonly storeKind: StoreKind;
  /** Absolute. */
  readonly dataFolder: string;
}

/** One variable that breaks a rule. Its value is not repeated: it may be a secret. */
export interface ConfigurationError {
  readonly variable: string;
  /** A sentence for people. */
  readonly message: string;
}

/** Thrown where a command can't start; lists every broken rule. */
export class ConfigurationFault extends Error {
  override readonly name = 'ConfigurationFault';
  readonly errors: readonly ConfigurationError[];

  constructor(errors: readonly ConfigurationError[]) {
    super(`The configuration is wrong:\n${errors.map(({ message }) => `  ${message}`).join('\n')}`);
    this.errors = errors;
  }
}

/** Names and texts, as `process.env` has them. An empty text counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every variable of {@link VARIABLES} and reports all that is wrong at once.
 *
 * @param signsTokens whether the command signs access tokens, so that servers of one database must share a secret
 */
export const readConfiguration = (
  environment: Environment,
  { signsTokens }: { readonly signsTokens: boolean },
): Result<Configuration, readonly ConfigurationError[]> => {
  const errors: ConfigurationError[] = [];
  const read = <T>({ name, rule, read: parse }: Variable<T>): T | undefined => {
    const outcome = parse(environment[name] === '' ? undefined : environment[name]);
    if (outcome.ok) return outcome.value;
    errors.push({ variable: name, message: `${name} must be ${rule}` });
    return undefined;
  };
  // After a broken rule the value stands for nothing: the errors are what is returned.
  const values = Object.fromEntries(
    Object.entries(VARIABLES).map(([key, variable]) => [key, read<unknown>(variable)]),
  ) as Values;
  const storeKind = values.storeKind ?? (values.databaseUrl === undefined ? 'embedded' : 'postgres');
  const isBroken = (name: string): boolean => errors.some(({ variable }) => variable === name);
  const require = (variable: Variable<unknown>, because: string): void => {
    if (!isBroken(variable.name))
      errors.push({ variable: variable.name, message: `${variable.name} must be set: ${because}` });
  };
  if (storeKind === 'postgres') {
    if (values.databaseUrl === undefined)
      require(VARIABLES.databaseUrl, 'the store postgres needs an address');
    if (signsTokens && values.tokenSecret === undefined) {
      require(VARIABLES.tokenSecret, 'the servers of one database must sign alike, before and after a restart');
    }
  }
  const requireAtMost = (
    lesser: 'holdMinutes' | 'loginIdleDays',
    greater: 'maxHoldMinutes' | 'loginMaxDays',
  ) => {
    const [{ name }, { name: bound }] = [VARIABLES[lesser], VARIABLES[greater]];
    if (isBroken(name) || isBroken(bound) || values[lesser] <= values[greater]) return;
    errors.push({ variable: name, message: `${name} must not be more than ${bound}` });
  };
  requireAtMost('holdMinutes', 'maxHoldMinutes');
  requireAtMost('loginIdleDays', 'loginMaxDays');
  if (values.oidcIssuer !== undefined && values.oidcAudience === undefined)
    require(VARIABLES.oidcAudience, 'tokens of an issuer that are meant for others must not be taken');
  if (values.oidcIssuer === undefined && values.oidcAudience !== undefined)
    require(VARIABLES.oidcIssuer, 'an audience is one of an issuer');
  if (values.oidcIssuer === undefined && values.passwordLogin === 'off')
    require(VARIABLES.oidcIssuer, 'without passwords nobody could log in');
  if (errors.length > 0) return err(errors);
  const dataFolder =
    values.dataFolder ??
    defaultDataFolder({
      platform: process.platform,
      isRoot: process.getuid?.() === 0,
      homeFolder: homedir(),
      environment,
    });
  return ok({ ...values, storeKind, dataFolder });
};
