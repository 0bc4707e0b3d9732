import "server-only";

/** A route as Next writes it, such as `/connections/[receiptheroId]`, with what matches its paths. */
type Route = { name: string; pattern: RegExp };

/** The route of every path that belongs to none. Strangers invent paths, and each label value costs memory. */
const OTHER = "other";

const SEGMENTS: [RegExp, string][] = [
  [/^\[\[\.\.\.\w+\]\]$/, "(?:/.*)?"],
  [/^\[\.\.\.\w+\]$/, "/.+"],
  [/^\[\w+\]$/, "/[^/]+"],
];

/**
 * Finds the route of a path.
 * @param routes as Next writes them; a static segment wins over a parameter
 */
export function routeFinder(routes: readonly string[]): (path: string) => string {
  const known = routes.map(toRoute).sort((a, b) => parameters(a.name) - parameters(b.name));
  return (path) => known.find(({ pattern }) => pattern.test(path))?.name ?? OTHER;
}

function toRoute(name: string): Route {
  const parts = name
    .split("/")
    .slice(1)
    .map(
      (segment) =>
        SEGMENTS.find(([shape]) => shape.test(segment))?.[1] ?? `/${segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`,
    );
  return { name, pattern: new RegExp(name === "/" ? "^/$" : `^${parts.join("")}$`) };
}

function parameters(name: string): number {
  return name.split("[").length;
}
