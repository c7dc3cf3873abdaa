import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = async (name: string): Promise<readonly string[]> => {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  return stdout.trim().split('\n');
};

test('embed-domain derives slots around a booking and judges four wishes', async () => {
  expect(await run('embed-domain.js')).toEqual([
    'free 2025-01-01T10:00:00Z to 2025-01-01T10:30:00Z',
    'free 2025-01-01T11:30:00Z to 2025-01-01T12:00:00Z',
    'free 2025-01-01T12:00:00Z to 2025-01-01T12:30:00Z',
    'free 2025-01-01T12:30:00Z to 2025-01-01T13:00:00Z',
    '2025-01-01T11:30:00Z to 2025-01-01T12:30:00Z: may be booked',
    '2025-01-01T11:00:00Z to 2025-01-01T12:00:00Z: time_taken',
    '2025-01-01T12:15:00Z to 2025-01-01T12:45:00Z: off_grid',
    '2025-01-01T12:30:00Z to 2025-01-01T13:30:00Z: outside_availability',
  ]);
});

test('book-in-memory gives one slot to one of two users', async () => {
  expect(await run('book-in-memory.js')).toEqual([
    '6 slots; both want the one at 10:00',
    'booked',
    'refused: time_taken',
    '5 slots are left',
  ]);
});

test('custom-policy is listed by, refused by, explained and overridden like every other', async () => {
  expect(await run('custom-policy.js')).toEqual([
    'listed: 2025-06-23T10:00:00Z, 2025-07-01T10:00:00Z',
    'booked: custom_policy quarter_closing {"date":"2025-06-24","opensOn":"2025-07-01"}',
    'instead: 2025-06-23T10:00:00Z',
    'explained: beyond_horizon, outside_availability, off_grid, quarter_closing',
    'by the host: booking.confirmed, overridden quarter_closing',
  ]);
});

test('overlap-property passes a sound scheduler and catches a forgetful one', async () => {
  expect(await run('overlap-property.js')).toEqual([
    'a sound scheduler: no breach on 1000 calendars',
    expect.stringMatching(/^a forgetful scheduler: caught: no slot lies on booked time: /),
  ]);
});
