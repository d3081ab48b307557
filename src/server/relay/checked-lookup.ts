import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './private-address.ts';

/** The part of `node:dns` that is used; tests hand in their own. */
export type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A name leads to an address that is not of the public Internet. */
export class PrivateAddressError extends Error {}

/**
 * Gives the lookup for `net.connect`, which connects to what it gives and asks nobody else: so the address that was
 * checked is the address that is reached, whatever the name resolves to a moment later. One address that is not public
 * refuses them all (`PrivateAddressError`): an honest name has either kind.
 */
export function makeCheckedLookup(lookup: Lookup = systemLookup): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) callback(error, '', 0);
      else if (first === undefined) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
      else if (!addresses.every(({ address }) => isPublicAddress(address))) {
        callback(new PrivateAddressError('the name leads to a private address'), '', 0);
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
