/** Converts a page's `searchParams` to a query, and keeps repeated parameters. */
export function toQuery(searchParams: Record<string, string | string[] | undefined>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(searchParams).flatMap(([name, values = []]) => [values].flat().map((value) => [name, value])),
  );
}
