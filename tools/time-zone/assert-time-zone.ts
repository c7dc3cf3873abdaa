import { expect } from 'vitest';

// Minutes west of UTC on 1 January 2025: a zone that took no effect would let every test pass for nothing.
const OFFSETS: Readonly<Record<string, number>> = {
  UTC: 0,
  'America/St_Johns': 210,
  'Pacific/Apia': -780,
};

const zone = process.env['TZ'] ?? '';
expect({ zone, offset: new Date(Date.UTC(2025, 0, 1)).getTimezoneOffset() }).toEqual({
  zone,
  offset: OFFSETS[zone],
});
