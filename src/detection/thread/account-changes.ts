/** Which accounts are other ones than they were; brings what was known of them up to date page by page. */
export interface AccountChanges {
  /** A page of all accounts there are; no account twice. */
  page(ids: readonly string[], versions: readonly string[]): void;
  /** After the last page. */
  end(): { readonly changed: readonly string[]; readonly gone: readonly string[] };
}

/** `known`: version by account, as of the last run; as of now afterwards. O(accounts). */
export const accountChanges = (known: Map<string, string>): AccountChanges => {
  const before = known.size;
  const changed: string[] = [];
  const pages: (readonly string[])[] = [];
  let met = 0;
  return {
    page(ids, versions) {
      pages.push(ids);
      ids.forEach((id, i) => {
        const version = known.get(id);
        if (version !== undefined) met++;
        if (version === versions[i]) return;
        changed.push(id);
        known.set(id, versions[i]!);
      });
    },
    end() {
      if (met === before) return { changed, gone: [] };
      const here = new Set(pages.flat());
      const gone = [...known.keys()].filter((id) => !here.has(id));
      for (const id of gone) known.delete(id);
      return { changed, gone };
    },
  };
};
