/** The sizes by which a search decides. A test passes smaller ones, so that few rows lead to every decision. */
export const LIMITS = {
  /** How many rows a page has. */
  page: 50,
  /** How many rows of the sort order are read first, and how many matches among them show that matches are frequent. */
  nearby: 250,
  several: 5,
  /** Up to how many candidates an index lookup may give before it is abandoned. */
  few: 5_000,
  /** With more rows than these by the planner's estimate, the lookup is skipped. */
  many: 10_000,
  /** How many of the sorted candidates are tried before all of them are. */
  first: 2_000,
  /** How many rows of the sort order one query reads. */
  stretch: 10_000,
  /** With no more connections than these in all, matches are counted. */
  allCounted: 10_000,
  /** With more matches than these by the planner's estimate, their number is an estimate unless it is asked for exactly. */
  counted: 2_000,
};
