/** A page's `searchParams` as a query, each repetition kept. */
export function toQuery(searchParams: Record<string, string | string[] | undefined>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(searchParams).flatMap(([name, values = []]) => [values].flat().map((value) => [name, value])),
  );
}
