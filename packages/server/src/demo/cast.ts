import { randomBytes } from 'node:crypto';
import { textIn, type ApiAnswer, type ApiClient } from './api-client.js';

/** Somebody with an account who has logged in. */
export interface Player {
  readonly id: string;
  readonly name: string;
  readonly token: string;
}

/** A host, and users who want to book. */
export interface Cast {
  readonly host: Player;
  readonly users: readonly Player[];
}

/**
 * Registers a host and users through the API, and logs them in. Addresses are new each time.
 * @throws Error that quotes the answer where one was refused
 */
export const registerCast = async (client: ApiClient, userCount: number): Promise<Cast> => {
  const run = randomBytes(6).toString('hex');
  const register = async (name: string, role: 'HOST' | 'USER'): Promise<Player> => {
    const email = `${name.toLowerCase().replaceAll(' ', '-')}-${run}@example.com`;
    const password = randomBytes(16).toString('base64url');
    const registered = expectStatus(
      201,
      await client.send({ method: 'POST', path: '/users', body: { email, name, password, role } }),
    );
    const loggedIn = expectStatus(
      200,
      await client.send({ method: 'POST', path: '/auth/login', body: { email, password } }),
    );
    return { id: textIn(registered, 'id'), name, token: textIn(loggedIn, 'accessToken') };
  };
  const host = await register('Ada', 'HOST');
  const users = await Promise.all(
    Array.from({ length: userCount }, (_, index) => register(`User ${index + 1}`, 'USER')),
  );
  return { host, users };
};

/** @throws Error that quotes the answer where its status is another one */
export const expectStatus = (status: number, answer: ApiAnswer): ApiAnswer => {
  if (answer.status !== status) {
    throw new Error(`expected ${status}, got ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return answer;
};

/** How often each status was answered, such as `1 × 201, 999 × 409`. */
export const tally = (statuses: readonly number[]): string => {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, times]) => `${times.toLocaleString('en-US')} × ${status}`)
    .join(', ');
};
