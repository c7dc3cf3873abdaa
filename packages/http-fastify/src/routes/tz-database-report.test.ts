import { describe, expect, it } from 'vitest';
import { tzDatabaseReport } from './tz-database-report.js';

describe('the report of the tz database', () => {
  it.each([
    ['2025b', '2025b', { version: '2025b', platform: '2025b', same: true }],
    ['2025b', '2024a', { version: '2025b', platform: '2024a', same: false }],
    ['2025b', undefined, { version: '2025b' }],
  ])(
    'of %s on a platform of %s says which there are, and whether they differ',
    (version, platform, report) => {
      expect(tzDatabaseReport(version, platform)).toEqual(report);
    },
  );
});
