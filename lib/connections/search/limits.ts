/** The thresholds of a search. A test passes smaller ones, so that few rows exercise every decision. */
export const LIMITS = {
  page: 50,
  /**
   * How many rows of the sort order are read first, and how many matches among them show that matches are frequent: with
   * two, the next stretch should have 80.
   */
  nearby: 250,
  several: 2,
  /** An index lookup is abandoned when it finds more candidates than this. */
  few: 5_000,
  /** The lookup is skipped if the planner estimates more rows than this. */
  many: 10_000,
  /** How many of the sorted candidates are tested before all of them are. */
  first: 2_000,
  /** How many rows of the sort order one query reads. */
  stretch: 10_000,
  /** The same, if the planner estimates that a page lies in fewer rows of the sort order than the index would read. */
  longStretch: 20_000,
  /** If there are no more connections than this in total, matches are always counted exactly. */
  allCounted: 10_000,
  /** If the planner estimates more matches than this, the estimate is shown unless the exact number is requested. */
  counted: 2_000,
};
