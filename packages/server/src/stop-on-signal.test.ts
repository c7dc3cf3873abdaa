import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stopOnSignal } from './stop-on-signal.js';

const log = pino({ level: 'silent' });
let forced: number[];
let signals: EventEmitter;
const on = {
  on: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => signals.on(signal, listener),
  off: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => signals.off(signal, listener),
  exit: (code: number) => forced.push(code),
};
const send = (signal: NodeJS.Signals) => signals.emit(signal, signal);

beforeEach(() => {
  forced = [];
  signals = new EventEmitter();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s stops everything, and then nobody listens any more',
  async (signal) => {
    const stop = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const stopped = stopOnSignal(stop, { deadlineMs: 10_000, log, on });
    expect(stop).not.toHaveBeenCalled();
    send(signal);
    expect(await stopped).toBe(0);
    expect(stop).toHaveBeenCalledOnce();
    expect(signals.eventNames()).toEqual([]);
    expect(forced).toEqual([]);
  },
);

test('a stop that fails ends with 1', async () => {
  const stopped = stopOnSignal(() => Promise.reject(new Error('stuck')), { deadlineMs: 10_000, log, on });
  send('SIGTERM');
  expect(await stopped).toBe(1);
});

test('a second signal forces the end, its echo does not', async () => {
  void stopOnSignal(() => new Promise(() => undefined), { deadlineMs: 10_000, log, on });
  send('SIGINT');
  await vi.advanceTimersByTimeAsync(500);
  send('SIGINT');
  expect(forced).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  send('SIGINT');
  expect(forced).toEqual([1]);
});

test('a stop that takes longer than the deadline is cut off', async () => {
  void stopOnSignal(() => new Promise(() => undefined), { deadlineMs: 10_000, log, on });
  send('SIGTERM');
  await vi.advanceTimersByTimeAsync(9_999);
  expect(forced).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(forced).toEqual([1]);
});
