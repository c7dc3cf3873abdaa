import { expect, test } from 'vitest';
import { logError } from './log-error.js';

test('of an error the log holds what it is, where it came from and why, and nothing else', () => {
  const cause = Object.assign(new Error('duplicate key of ada@example.com'), {
    code: '23505',
    detail: 'Key (email)=(ada@example.com) already exists.',
    parameters: ['hunter2'],
  });
  const error = Object.assign(new RangeError('not made', { cause }), {
    headers: { authorization: 'Bearer t' },
  });
  const logged = logError(error);
  expect(logged).toMatchObject({
    type: 'RangeError',
    message: 'not made',
    cause: { type: 'Error', message: 'duplicate key of [email]', code: '23505' },
  });
  expect(logged.stack).toContain('log-error.test');
  const text = JSON.stringify(logged);
  for (const secret of ['ada', 'already exists', 'hunter2', 'Bearer']) expect(text).not.toContain(secret);
});

test('what is thrown and no error is logged as text, and a ring of causes ends', () => {
  expect(logError('lost bob@example.com')).toEqual({
    type: 'string',
    message: 'lost [email]',
    stack: undefined,
  });
  const ring = new Error('ring');
  ring.cause = ring;
  expect(JSON.stringify(logError(ring)).match(/"message":"ring"/g)).toHaveLength(6);
});

test('the password of a connection string is masked with its host', () => {
  expect(logError(new Error('no answer of postgresql://slotkeeper:hunter2@db.example/x')).message).toBe(
    'no answer of postgresql://slotkeeper:[email]',
  );
});
