import { expect, test } from 'vitest';
import { exchangeRates } from './exchange-rates.js';

test('counts are exchanged again and again, one exchange at a time, and once more at the end', async () => {
  let running = 0;
  let most = 0;
  let exchanged = 0;
  let hear: () => void = () => undefined;
  const thrice = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const stop = exchangeRates(
    {
      exchange: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        exchanged += 1;
        if (exchanged === 3) hear();
      },
    },
    1,
  );
  await thrice;
  const before = exchanged;
  await stop();
  expect([most, running]).toEqual([1, 0]);
  expect(exchanged).toBeGreaterThan(before);
  const after = exchanged;
  await stop();
  expect(exchanged).toBe(after);
});

test('what was let pass just before the end is told', async () => {
  let exchanged = 0;
  const stop = exchangeRates({ exchange: () => Promise.resolve(void (exchanged += 1)) }, 60_000);
  await stop();
  expect(exchanged).toBe(1);
});
