import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = globSync("{app,components,lib}/**/*.{ts,tsx}").map((path) => ({
  path,
  text: readFileSync(path, "utf8"),
}));
const actionFiles = files.filter(({ text }) => text.startsWith('"use server";'));

/** The functions that make actions, and their modules. */
const makers = "(?:formAction|buttonAction|endingAction|provenFormAction|provenButtonAction)";
const modules = "@/lib/(?:forms/action|auth/proof/proven-action)";

test("every server action authorizes first and accepts only a small form, because one of our makers makes it", () => {
  const exported = actionFiles.flatMap(({ path, text }) =>
    [...text.matchAll(/^export (.*)$/gm)].map(([, declaration = ""]) => `${path}: ${declaration}`),
  );
  expect(exported.length).toBeGreaterThan(30);
  const isMade = new RegExp(`: const \\w+ = ${makers}\\(`);
  expect(exported.filter((line) => !isMade.test(line))).toEqual([]);
  for (const { path, text } of actionFiles) {
    expect(text, path).toMatch(new RegExp(`import \\{[^}]*\\b${makers}\\b[^}]*\\} from "${modules}";`));
  }
});

/** Forms that request a page or a file, switch the language, or that Auth.js receives. None of them has an action of ours. */
const PLAIN_FORMS = [
  "app/(auth)/download/page.tsx: {path}",
  'app/(auth)/sign-in/confirm/page.tsx: "/api/auth/callback/nodemailer"',
  "app/(merchant)/(account)/businesses/page.tsx: this page",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template
  "app/(merchant)/businesses/[merchantId]/settings/page.tsx: {`${businessPath(id)}",
  "components/admin/audit/audit-form.tsx: this page",
  'components/admin/connection-list/filters.tsx: "/admin/connections"',
  "components/admin/webhooks/delivery-filter.tsx: this page",
  'components/layout/language-buttons.tsx: "/language"',
  "components/receipts/archive-progress.tsx: {action}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template
  "components/receipts/receipt-downloads.tsx: {`${page}",
  "components/ui/query-form.tsx: {action}",
  'lib/http/plain/page.ts: "/language"',
];

test("every form that a server action takes says whose page it is, because it is our Form", () => {
  const plain = files
    .filter(({ path }) => path !== "components/ui/form.tsx")
    .flatMap(({ path, text }) =>
      [...text.matchAll(/<form\b(?:[^>]*?\saction=("[^"]*"|\{[^}]*\}))?/g)].map(
        ([, action = "this page"]) => `${path}: ${action}`,
      ),
    );
  expect(plain.sort()).toEqual(PLAIN_FORMS);
});

test("no server action hides inside another file", () => {
  const inline = files.filter(({ text }) => /^\s*["']use server["']/m.test(text) && !text.startsWith('"use server";'));
  expect(inline.map(({ path }) => path)).toEqual([]);
});
