import { describe, expect, it } from 'vitest';
import { fuzzApi } from './fuzzed-api.js';
import { OPERATIONS_OUT_OF_REACH, PROBLEMS_OUT_OF_REACH } from './out-of-reach.js';
import { reportText } from './report-text.js';

// `npm run fuzz` asks for other figures.
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 20_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_250_101);

const ENOUGH_TO_COME_AROUND = 20_000;

describe('requests made of the OpenAPI document', () => {
  it(
    `get ${requests} sound answers, and reach whatever it describes`,
    { timeout: 600_000 + requests * 20 },
    async () => {
      const report = await fuzzApi({ requests, seed });
      console.log(reportText(report));
      expect(report.requests).toBe(requests);
      expect(report.faults).toEqual([]);
      // A short run repeats a fault of a long one, and need not come around.
      if (requests < ENOUGH_TO_COME_AROUND) return;
      expect(report.unreached).toEqual(Object.keys(OPERATIONS_OUT_OF_REACH));
      expect(report.unmetCommon.filter((code) => !(code in PROBLEMS_OUT_OF_REACH))).toEqual([]);
      expect([...report.codes.keys()].filter((code) => code in PROBLEMS_OUT_OF_REACH)).toEqual([]);
    },
  );

  it('are the same for the same seed, and others for another', async () => {
    const answersOf = async (from: number) => {
      const { answers, codes } = await fuzzApi({ requests: 400, seed: from });
      return JSON.stringify([[...answers].map(([id, counts]) => [id, ...counts]), [...codes]]);
    };
    const first = await answersOf(seed);
    expect(await answersOf(seed)).toBe(first);
    expect(await answersOf(seed + 1)).not.toBe(first);
  });
});
