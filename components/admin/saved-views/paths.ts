/** The page with all saved views. */
export const SAVED_VIEWS = "/admin/saved-views";

/** The short address of a saved view: it opens the list. */
export function savedViewPath(id: string): `/admin/connections?view=${string}` {
  return `/admin/connections?view=${id}`;
}
