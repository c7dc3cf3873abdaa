import { LOG_REDACTION, logError } from '@slotkeeper/http-fastify';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Configuration } from './configuration/read-configuration.js';

/** `json`: one object a line, for machines. `lines`: one short line an entry, for people at a terminal. */
export type LogFormat = 'json' | 'lines';

/** The server's log. Neither what a request carries nor whom it is about is ever part of it. */
export const createLogger = (
  { logLevel }: Pick<Configuration, 'logLevel'>,
  format: LogFormat,
  out: DestinationStream,
): Logger =>
  pino(
    {
      level: logLevel,
      base: null,
      timestamp: isoTime(Date.now),
      formatters: { level: (label) => ({ level: label }) },
      redact: LOG_REDACTION,
      serializers: { err: logError },
    },
    format === 'json' ? out : { write: (entry) => out.write(`${lineOf(entry)}\n`) },
  );

/** The time of an entry, as pino wants it. It is written once for all entries of one millisecond. */
const isoTime = (nowMs: () => number): (() => string) => {
  let writtenMs = Number.NaN;
  let written = '';
  return () => {
    const now = nowMs();
    if (now !== writtenMs) {
      writtenMs = now;
      written = `,"time":"${new Date(now).toISOString()}"`;
    }
    return written;
  };
};

/** What every entry has, beside fields of its own. */
interface LogFields {
  readonly time: string;
  readonly level: string;
  readonly msg?: string;
}

const SHOWN = new Set(['time', 'level', 'msg']);

/** `12:00:00 info  listening url=http://127.0.0.1:3000` of a JSON entry. */
const lineOf = (entry: string): string => {
  const fields = JSON.parse(entry) as LogFields;
  const rest = Object.entries(fields)
    .filter(([name]) => !SHOWN.has(name))
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${fields.time.slice(11, 19)} ${fields.level.padEnd(5)} ${fields.msg ?? ''}${rest.join('')}`;
};
