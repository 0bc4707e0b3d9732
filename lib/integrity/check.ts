/**
 * The result of a check of the stored data.
 * @property found how many rows are wrong, or were until a repair
 * @property examples what they are: ids, and no names
 */
export type Check = { check: string; found: number; examples: string[] };
