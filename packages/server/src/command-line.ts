import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { isConsumerName, MAX_INVITATION_DAYS, ROLES } from '@slotkeeper/domain';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import {
  ConfigurationFault,
  readConfiguration,
  type Configuration,
  type Environment,
} from './configuration/read-configuration.js';
import { STORE_KINDS, VARIABLES } from './configuration/variables.js';
import { doctor, type DoctorOptions } from './commands/doctor.js';
import { eventsConsumers, eventsFollow, eventsForget, type FollowOptions } from './commands/events.js';
import { erase } from './commands/erase.js';
import { inviteSomebody, type InviteOptions } from './commands/invite.js';
import { migrateStatus, migrateUp } from './commands/migrate.js';
import { openapi } from './commands/openapi.js';
import { organisationAdd, organisationList } from './commands/organisation.js';
import type { Outcome } from './commands/outcome.js';
import { DEFAULT_KEPT_SECRETS, rotateSecret } from './commands/rotate-secret.js';
import { seed } from './commands/seed.js';
import { serve } from './commands/serve.js';
import { slots, slotsSchema } from './commands/slots.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { InputFault } from './rules/input-fault.js';
import { STANDARD_INPUT, type StandardInput } from './rules/read-text.js';
import type { StoppableProcess } from './stop-on-signal.js';

/** What the command sees of the process that it runs in. */
export interface Surroundings {
  readonly environment: Environment;
  readonly input: StandardInput;
  readonly out: Output;
  readonly err: Output;
  readonly process: StoppableProcess;
}

interface Output {
  /** `done` is called once the text was handed over, or could not be. */
  readonly write: (text: string, done?: (error?: Error | null) => void) => unknown;
  readonly isTTY?: boolean | undefined;
}

interface CommonOptions {
  readonly json?: true;
  readonly store?: string;
  readonly envFile?: string;
}

const EXIT_CODES = `
Exit codes:
  ${EXIT.done}  done
  ${EXIT.failed}  failed
  ${EXIT.usage}  wrong command line, configuration or input
  ${EXIT.attention}  done, and something needs attention: doctor found a fault, a migration is pending`;

/** Runs `slotkeeper` with its arguments, those after its name, and gives the exit code of the process. */
export const runCommandLine = async (
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> => {
  const { out, err } = surroundings;
  let exitCode: ExitCode = EXIT.done;
  const wantsJson = args.includes('--json');
  const finish = (outcome: Outcome): void => {
    exitCode = outcome.exitCode;
    const text = wantsJson ? (JSON.stringify(outcome.json) ?? '') : outcome.text;
    if (text !== '') out.write(`${text}\n`);
  };
  const program = programOf(surroundings, finish, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { kind, errors, exitCode: failure } = faultOf(error);
    const message = error instanceof Error ? error.message : String(error);
    if (wantsJson) out.write(`${JSON.stringify({ error: { kind, message, errors } })}\n`);
    err.write(`slotkeeper: ${message}\n`);
    return failure;
  }
};

const faultOf = (
  error: unknown,
): { readonly kind: string; readonly errors: readonly unknown[]; readonly exitCode: ExitCode } => {
  if (error instanceof ConfigurationFault)
    return { kind: 'configuration', errors: error.errors, exitCode: EXIT.usage };
  if (error instanceof InputFault) return { kind: 'input', errors: error.errors, exitCode: EXIT.usage };
  return { kind: 'failed', errors: [], exitCode: EXIT.failed };
};

const programOf = (
  { environment, input, out, err, process }: Surroundings,
  finish: (outcome: Outcome) => void,
  end: (code: ExitCode) => void,
): Command => {
  const configured = async (options: CommonOptions, signsTokens: boolean): Promise<Configuration> => {
    const read = readConfiguration(await environmentOf(environment, options), { signsTokens });
    if (!read.ok) throw new ConfigurationFault(read.error);
    return read.value;
  };
  const program = new Command('slotkeeper')
    .description('A booking backend that cannot double-book.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .addHelpText('afterAll', EXIT_CODES)
    .showHelpAfterError('(slotkeeper --help lists what there is)');
  const common = (command: Command): Command =>
    command
      .addOption(new Option('--store <kind>', `overrides ${VARIABLES.storeKind.name}`).choices(STORE_KINDS))
      .option('--env-file <path>', 'reads variables from a file; the environment goes before it')
      .option('--json', 'prints for machines instead of people');

  common(program.command('serve'))
    .description(
      'Serves the HTTP API until it is told to stop (SIGTERM, SIGINT). With --json, logs are JSON.',
    )
    .option('--no-migrate', 'with --store postgres: does not bring the schema up to date first')
    .action(async (options: CommonOptions & { readonly migrate: boolean }) => {
      const configuration = await configured(options, true);
      const format = options.json === true || out.isTTY !== true ? 'json' : 'lines';
      end(await serve(configuration, { migrates: options.migrate, format, out, process }));
    });

  const migrate = program.command('migrate').description('Looks after the database schema.');
  common(migrate.command('up'))
    .description('Brings the schema up to date. Safe to run by several at once.')
    .action(async (options: CommonOptions) => finish(await migrateUp(await configured(options, false))));
  common(migrate.command('status'))
    .description('Lists migrations, applied and pending.')
    .action(async (options: CommonOptions) => finish(await migrateStatus(await configured(options, false))));

  common(program.command('seed'))
    .description(
      'Adds a demo host with an event type, two users and a week of availability. Running it again adds nothing twice.',
    )
    .option('--password <text>', 'for accounts that are made; left out, one is made up and printed')
    .action(async (options: CommonOptions & { readonly password?: string }) =>
      finish(await seed(await configured(options, false), options.password)),
    );

  common(program.command('invite'))
    .description('Makes an invitation to open an account, and prints its code, this once.')
    .addOption(new Option('--role <role>', 'of the account').choices(ROLES).makeOptionMandatory())
    .option('--email <address>', 'the one address that it is good for')
    .option('--organisation <id>', 'to which the account will belong', uuid)
    .option(
      '--days <number>',
      `for how long it is good, 1 to ${MAX_INVITATION_DAYS}`,
      wholeNumberUpTo(MAX_INVITATION_DAYS),
      DEFAULT_INVITATION_DAYS,
    )
    .action(async (options: CommonOptions & InviteOptions) =>
      finish(await inviteSomebody(await configured(options, false), options)),
    );

  const organisation = program.command('organisation').description('Looks after tenants.');
  common(organisation.command('add <name>'))
    .description('Makes a tenant, and prints its id.')
    .action(async (name: string, options: CommonOptions) =>
      finish(await organisationAdd(await configured(options, false), name)),
    );
  common(organisation.command('list'))
    .description('Lists the tenants.')
    .action(async (options: CommonOptions) =>
      finish(await organisationList(await configured(options, false))),
    );

  common(program.command('erase'))
    .argument('<person>', 'an address, or the id of a user', addressOrId)
    .description(
      'Erases a person everywhere, by address or user id, and prints what was erased. It asks nothing, and nothing brings it back; bookings keep their time.',
    )
    .option('--organisation <id>', 'to which the address belongs', uuid)
    .action(async (person: string, options: CommonOptions & { readonly organisation?: string }) =>
      // The secret is what finds the bookings of guests.
      finish(await erase(await configured(options, true), person, options.organisation)),
    );

  const events = program.command('events').description('Tells of what has happened. See docs/events.md.');
  common(events.command('follow'))
    .argument('<consumer>', 'a name, under which it is kept what was told', consumerName)
    .description(
      'Writes events as lines of JSON, each at least once, until it is told to stop (SIGTERM, SIGINT).',
    )
    .addOption(
      new Option('--from <start>', 'for a consumer that is new: whether it is told of what happened before')
        .choices(['beginning', 'now'])
        .default('beginning'),
    )
    .option('--once', 'ends once nothing waits')
    .action(async (consumer: string, options: CommonOptions & FollowOptions) =>
      finish(await eventsFollow(await configured(options, false), consumer, options, { out, process })),
    );
  common(events.command('consumers'))
    .description('Lists consumers, and how many calendars have something for them.')
    .action(async (options: CommonOptions) =>
      finish(await eventsConsumers(await configured(options, false))),
    );
  common(events.command('forget'))
    .argument('<consumer>', 'its name', consumerName)
    .description('Forgets a consumer: nothing is kept for it any more.')
    .action(async (consumer: string, options: CommonOptions) =>
      finish(await eventsForget(await configured(options, false), consumer)),
    );

  common(program.command('rotate-secret'))
    .description('Makes a new key to sign access tokens; those before it are still honoured.')
    .option(
      '--keep <number>',
      'how many keys are kept, the new one included; 1 logs everybody out',
      wholeNumberUpTo(MAX_KEPT_SECRETS),
      DEFAULT_KEPT_SECRETS,
    )
    .action(async (options: CommonOptions & { readonly keep: number }) =>
      finish(await rotateSecret(await configured(options, false), options.keep)),
    );

  common(program.command('doctor'))
    .description('Checks this machine, the database and what is in it.')
    .option('--deep', 'looks at every row: for a database that was restored; takes a while on a large one')
    .action(async (options: CommonOptions & DoctorOptions) =>
      finish(await doctor(await configured(options, false), options)),
    );

  program
    .command('slots')
    .description(
      'Derives slots from rules, or judges an attempt, as JSON: no server, no database. See docs/rules-file.md.',
    )
    .option('--input <path>', 'a rules document or an array of them; - is standard input', STANDARD_INPUT)
    .option('--schema', 'prints the JSON Schema of the input instead')
    .option('--json', 'on one line')
    .action(async (options: { readonly input: string; readonly schema?: true }) =>
      finish(options.schema === true ? slotsSchema() : await slots(options.input, input)),
    );

  program
    .command('openapi')
    .description('Prints the OpenAPI 3.1 document of the HTTP API.')
    .option('--json', 'on one line')
    .action(() => finish(openapi()));

  return program;
};

const DEFAULT_INVITATION_DAYS = 7;
const MAX_KEPT_SECRETS = 1_000;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const uuid = (text: string): string => {
  const id = text.toLowerCase();
  if (!UUID.test(id)) throw new InvalidArgumentError('It must be a UUID.');
  return id;
};

const consumerName = (text: string): string => {
  if (!isConsumerName(text))
    throw new InvalidArgumentError(
      'It must be 1 to 63 of a-z, 0-9, - and _, and begin with a letter or digit.',
    );
  return text;
};

const addressOrId = (text: string): string => (text.includes('@') ? text : uuid(text));

const wholeNumberUpTo =
  (most: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most)
      throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
    return value;
  };

/** A file's variables stand behind the environment's, and the command line goes before both. */
const environmentOf = async (
  environment: Environment,
  { store, envFile }: CommonOptions,
): Promise<Environment> => ({
  ...(envFile === undefined ? {} : await variablesIn(envFile)),
  ...environment,
  ...(store === undefined ? {} : { [VARIABLES.storeKind.name]: store }),
});

const variablesIn = async (path: string): Promise<Environment> => {
  try {
    return parseEnv(await readFile(path, 'utf8'));
  } catch (error) {
    const message = `--env-file ${path} can't be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ConfigurationFault([{ variable: '--env-file', message }]);
  }
};
