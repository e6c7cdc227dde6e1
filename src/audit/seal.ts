import { fingerprinter, type ServiceKeys } from '../signals/index.ts';

/** The keyed side of the trail. It needs the service keys, which are not in the graph. */
export interface Seals {
  /** `<key id>:<32 hex digits>` for the hash of an entry. */
  seal(hash: string): string;
  /** Whether a seal is of this hash; null where its key is not at hand. */
  fits(hash: string, seal: string): boolean | null;
  /** What an id is known by in the trail: `<kind>:<key id>:<32 hex digits>`, under the key of today first. */
  references(kind: string, id: string): readonly [string, ...string[]];
}

/** Throws SignalError on bad keys. */
export const seals = (keys: ServiceKeys): Seals => {
  const ids = [keys.current, ...Object.keys(keys.keys).filter((id) => id !== keys.current)];
  const all = new Map(ids.map((id) => [id, fingerprinter({ current: id, keys: keys.keys })]));
  const under = (id: string, text: string): string => `${id}:${all.get(id)!(text).hex}`;
  const sealUnder = (id: string, hash: string): string => under(id, `audit\0${hash}`);
  const referenceUnder = (id: string, kind: string, target: string) =>
    `${kind}:${under(id, `audit ${kind}\0${target}`)}`;
  return {
    seal: (hash) => sealUnder(keys.current, hash),
    fits(hash, seal) {
      const id = seal.slice(0, seal.indexOf(':'));
      return all.has(id) ? sealUnder(id, hash) === seal : null;
    },
    references(kind, id) {
      const [today, ...former] = ids.map((key) => referenceUnder(key, kind, id));
      return [today!, ...former];
    },
  };
};
