import compile from "icu-minify/compile";

/**
 * A loader of next.config.mjs: parses the texts of a JSON file at build time. Neither the browser nor a request then
 * needs the parser. A server shows few of all texts, so a file's texts are objects only when one of them is read.
 * @param {string} source
 */
export default function compileTexts(source) {
  const texts = JSON.parse(source, (_name, text) => (typeof text === "string" ? compile(text) : text));
  const names = JSON.stringify(Object.keys(texts));
  return `let texts;
const read = () => (texts ??= JSON.parse(${JSON.stringify(JSON.stringify(texts))}));
const lazy = (name) => [name, { enumerable: true, get: () => read()[name] }];
export default Object.defineProperties({}, Object.fromEntries(${names}.map(lazy)));`;
}
