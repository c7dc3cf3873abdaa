import {
  answerRules,
  formatInstant,
  loadZoneTables,
  type FieldError,
  type InvalidInput,
  type Result,
  type RulesAnswer,
} from '@slotkeeper/domain';
import { EXIT } from '../exit-code.js';
import { checkRules } from '../rules/check-rules.js';
import { InputFault } from '../rules/input-fault.js';
import { readText, STANDARD_INPUT, type StandardInput } from '../rules/read-text.js';
import { RULES_SCHEMA } from '../rules/rules-schema.js';
import { systemClock } from '../system-clock.js';
import type { Outcome } from './outcome.js';

/**
 * Answers rules and their question without a store: one document or an array of them.
 * @throws InputFault where they can't be read or break a rule; then nothing is answered, of an array neither.
 */
export const slots = async (path: string, standardInput: StandardInput): Promise<Outcome> => {
  const source = path === STANDARD_INPUT ? 'standard input' : path;
  const question = checkRules(parse(await textOf(path, standardInput, source), source));
  if (!question.ok) throw new InputFault(`the rules in ${source} are`, question.error);
  const zones = await loadZoneTables();
  const now = formatInstant(systemClock.now());
  const isList = Array.isArray(question.value);
  const documents = [question.value].flat();
  const answers = documents.map((document) => answerRules({ ...document, now: document.now ?? now }, zones));
  const errors = answers.flatMap((answer, index) => errorsOf(answer, isList ? `[${index}].` : ''));
  if (errors.length > 0) throw new InputFault(`the rules in ${source} are`, errors);
  const values = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
  return printed(isList ? values : values[0]);
};

/** The JSON Schema of what {@link slots} reads. */
export const slotsSchema = (): Outcome => printed(RULES_SCHEMA);

const printed = (json: unknown): Outcome => ({
  exitCode: EXIT.done,
  json,
  text: JSON.stringify(json, undefined, 2),
});

const errorsOf = (answer: Result<RulesAnswer, InvalidInput>, prefix: string): readonly FieldError[] =>
  answer.ok ? [] : answer.error.errors.map((error) => ({ ...error, field: `${prefix}${error.field}` }));

const textOf = async (path: string, standardInput: StandardInput, source: string): Promise<string> => {
  try {
    return await readText(path, standardInput);
  } catch (error) {
    throw new InputFault(`the rules in ${source} are`, [
      { field: '', code: 'unreadable', message: `can't be read: ${messageOf(error)}` },
    ]);
  }
};

const parse = (text: string, source: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputFault(`the rules in ${source} are`, [
      { field: '', code: 'invalid_json', message: `must be JSON: ${messageOf(error)}` },
    ]);
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
