/**
 * IP addresses and networks (IPv4, IPv6).
 * @module
 */
import { isIPv4, isIPv6 } from 'node:net';

const v4Groups = (text: string): readonly number[] => {
  const octets = text.split('.').map(Number);
  return [((octets[0] ?? 0) << 8) | (octets[1] ?? 0), ((octets[2] ?? 0) << 8) | (octets[3] ?? 0)];
};

const side = (text: string): readonly number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => (group.includes('.') ? v4Groups(group) : [Number.parseInt(group, 16)]));

/** Eight 16-bit groups; IPv4 as ::ffff:a.b.c.d. Undefined when the text is no address. */
const groupsOf = (text: string): readonly number[] | undefined => {
  if (isIPv4(text)) return [0, 0, 0, 0, 0, 0xffff, ...v4Groups(text)];
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [left = '', right] = text.split('::');
  const head = side(left);
  if (right === undefined) return head;
  const tail = side(right);
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
};

/**
 * Compiles a network such as `10.0.0.0/8` or `2001:db8::/32` (no length: that one address). Undefined when it is none.
 * An IPv4-mapped IPv6 address counts as the IPv4 address.
 */
export const networkTest = (network: string): ((address: string) => boolean) | undefined => {
  const [base = '', length] = network.split('/');
  const groups = groupsOf(base);
  const most = isIPv4(base) ? 32 : 128;
  if (groups === undefined || (length !== undefined && !/^\d{1,3}$/.test(length)) || Number(length ?? most) > most)
    return undefined;
  const bits = Number(length ?? most) + (128 - most);
  return (address) => {
    const other = groupsOf(address);
    if (other === undefined) return false;
    for (let group = 0, left = bits; left > 0; group += 1, left -= 16) {
      const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff;
      if (((groups[group] ?? 0) & mask) !== ((other[group] ?? 0) & mask)) return false;
    }
    return true;
  };
};
