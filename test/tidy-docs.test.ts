import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import messages from "@/messages/en";

// Documents lead to files that exist, and name buttons as the pages do.

const documents = globSync(["*.md", "{docs,sandbox,tools,prisma}/**/*.md"]).map((path) => ({
  path,
  text: readFileSync(path, "utf8"),
}));

/** The anchor that a host of repositories gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (path: string) =>
  [...readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

/** The targets of a document's links and pictures, without those on the web. */
const linksOf = (text: string) =>
  [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
    .map(([, link, picture]) => link ?? picture ?? "")
    .filter((link) => !/^\w+:/.test(link));

test("every link of a document leads to a file and a heading that exist", () => {
  const links = documents.flatMap(({ path, text }) => linksOf(text).map((link) => ({ path, link })));
  const broken = links.filter(({ path, link }) => {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : join(path, "..", file);
    return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
  });
  expect(links.length).toBeGreaterThan(80);
  expect(broken).toEqual([]);
});

test("every source file that a document names exists", () => {
  const named = documents
    // They name files as they were at the time.
    .filter(({ path }) => path !== "CHANGELOG.md")
    .flatMap(({ path, text }) =>
      [
        ...text.matchAll(
          /`((?:app|bench|components|docs|e2e|lib|messages|prisma|sandbox|test|tools)\/[\w./[\]()-]+)`/g,
        ),
      ].map(([, name = ""]) => ({ path, name })),
    );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ name }) => !existsSync(name))).toEqual([]);
});

test("the README's tour names what the pages and the sandbox show", () => {
  const [, tour = ""] = /\n## The tour\n(.*?)\n## /s.exec(readFileSync("README.md", "utf8")) ?? [];
  const names = [...tour.matchAll(/\*\*(.+?)\*\*/g)].map(([, name = ""]) => name);
  const sandbox = globSync("sandbox/pages/*.ts").map((path) => readFileSync(path, "utf8"));
  const shown = `${JSON.stringify(messages)} ${sandbox.join("").replaceAll(/>([^<>]+)</g, ' "$1" ')}`;
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !shown.includes(`"${name}"`))).toEqual([]);
});
