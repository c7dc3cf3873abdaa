// Minutes west of UTC on 1 January 2025: with a zone that took no effect every test would pass for nothing.
const OFFSETS: Readonly<Record<string, number>> = {
  UTC: 0,
  'America/St_Johns': 210,
  'Pacific/Apia': -780,
};

const zone = process.env['TZ'] ?? '';
const offset = new Date(Date.UTC(2025, 0, 1)).getTimezoneOffset();
if (offset !== OFFSETS[zone])
  throw new Error(`TZ=${zone} took no effect: local time is ${offset} minutes west of UTC`);
