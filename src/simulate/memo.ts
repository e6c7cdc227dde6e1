/**
 * Remembers the answers of a pure function of one number, at most `limit` of them: what many accounts have in common (a
 * company, a ring's templates) need not be drawn anew for each event. The oldest answer is forgotten first.
 */
export const memo = <T>(make: (key: number) => T, limit = 2_048): ((key: number) => T) => {
  const known = new Map<number, T>();
  return (key) => {
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    const made = make(key);
    if (known.size >= limit) known.delete(known.keys().next().value!);
    known.set(key, made);
    return made;
  };
};
