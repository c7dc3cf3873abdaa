import { MINUTE_MS } from './instant.js';
import { ZoneTable, type ZoneTransitions } from './zone-table.js';

/** The IANA time zones, from one release of the tz database. */
export interface ZoneTables {
  /** The release, such as `2026a`. */
  readonly version: string;
  /** Names of zones and links, `Europe/Berlin` and `US/Eastern` alike. */
  readonly names: readonly string[];
  /** Whether a zone or a link has exactly this name. */
  readonly has: (name: string) => boolean;
  /**
   * The table of a zone, built when first asked for.
   * @throws RangeError for a name that no zone has.
   */
  readonly get: (name: string) => ZoneTable;
}

/** The tz database in the packed format of moment-timezone, as `@js-joda/timezone` ships it. */
export interface PackedZones {
  readonly version: string;
  /** `name|abbreviations|offsets|indices|differences|…`: minutes west of UTC and minutes, in base 60. */
  readonly zones: readonly string[];
  /** `name|link`. */
  readonly links: readonly string[];
}

/**
 * Loads the zones that `@js-joda/timezone` ships. Costs about a tenth of a second once, so it is loaded when asked for
 * and not with the package; everything that is asked of the tables afterwards is synchronous.
 */
export const loadZoneTables = async (): Promise<ZoneTables> => {
  const [core] = await Promise.all([import('@js-joda/core'), import('@js-joda/timezone')]);
  // The package adds this method when it is imported; its typings leave it out.
  const provider = core.ZoneRulesProvider as typeof core.ZoneRulesProvider & {
    getTzdbData?: () => PackedZones;
  };
  if (provider.getTzdbData === undefined) throw new RangeError('@js-joda/timezone did not install its data');
  return zoneTablesOf(provider.getTzdbData());
};

/** Zone tables of packed data; a zone is unpacked when it is first asked for. */
export const zoneTablesOf = (packed: PackedZones): ZoneTables => {
  const packedByName = new Map(packed.zones.map((zone) => [zone.slice(0, zone.indexOf('|')), zone]));
  for (const link of packed.links) {
    const [target = '', name = ''] = link.split('|');
    const zone = packedByName.get(target);
    if (zone !== undefined) packedByName.set(name, zone);
  }
  const tables = new Map<string, ZoneTable>();
  return {
    version: packed.version,
    names: [...packedByName.keys()].sort(),
    has: (name) => packedByName.has(name),
    get: (name) => {
      const known = tables.get(name);
      if (known !== undefined) return known;
      const zone = packedByName.get(name);
      if (zone === undefined) throw new RangeError(`no time zone is named ${name}`);
      const table = new ZoneTable(name, unpack(zone));
      tables.set(name, table);
      return table;
    },
  };
};

const unpack = (zone: string): ZoneTransitions => {
  const [, , offsets = '', indices = '', differences = ''] = zone.split('|');
  const minutesWest = offsets.split(' ').map(parseBase60);
  let transition = 0;
  return {
    // The last period has no end: of as many differences as periods, the last one means nothing.
    transitions: differences
      .split(' ')
      .slice(0, indices.length - 1)
      .map((difference) => (transition += Math.round(parseBase60(difference) * MINUTE_MS))),
    offsets: indices
      .split('')
      .map((index) => 0 - Math.round((minutesWest[parseBase60(index)] as number) * MINUTE_MS)),
  };
};

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX';

const parseBase60 = (text: string): number => {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  let value = 0;
  for (const digit of whole) value = value * 60 + DIGITS.indexOf(digit);
  let scale = 1;
  for (const digit of fraction) value += DIGITS.indexOf(digit) * (scale /= 60);
  return negative ? -value : value;
};
