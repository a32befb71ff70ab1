/**
 * Networks of the `cidr` modifier.
 * @module
 */
import { isIPv4, isIPv6 } from 'node:net';

/** True for `10.0.0.0/8`, `2001:db8::/32` and single addresses. */
export const isNetwork = (text: string): boolean => {
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0 || address.includes('%')) return false;
  const longest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return longest !== -1 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest));
};
