import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What an address counts as: an IPv4 address as itself, also where it is mapped into IPv6, an IPv6 address as the network
 * of 64 bits that it lies in, since whoever has one address of it has them all (RFC 6177, RFC 4291 section 2.5.4). What
 * is no address stays as it is.
 */
export const addressKey = (address: string): string => {
  const bare = address.split('%', 1)[0] ?? address;
  if (isIPv4(bare) || !isIPv6(bare)) return bare;
  const groups = groupsOf(bare);
  const [high = 0, low = 0] = groups.slice(-2);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  return `${groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
};

/** The eight numbers of an IPv6 address. */
const groupsOf = (address: string): readonly number[] => {
  const [head = '', tail] = address.split('::', 2).map(withoutDots);
  const before = numbersOf(head);
  const after = numbersOf(tail ?? '');
  const omitted = Array.from({ length: GROUPS - before.length - after.length }, () => 0);
  return [...before, ...omitted, ...after];
};

const numbersOf = (groups: string): readonly number[] =>
  groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16));

/** The last two groups may be written as an IPv4 address. */
const withoutDots = (groups: string): string =>
  groups.replace(
    /(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/,
    (_, a: string, b: string, c: string, d: string) =>
      [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((n) => n.toString(16)).join(':'),
  );
