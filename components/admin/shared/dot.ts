/** Between the parts of a name. It stays with the part before it, so that no line begins with it. */
export const DOT = "\u00a0· ";
