import compile from "icu-minify/compile";

/**
 * A loader of next.config.mjs: parses the texts of a JSON file at build time. Neither the browser nor a request then
 * needs the parser.
 * @param {string} source
 */
export default function compileTexts(source) {
  const texts = JSON.parse(source, (_name, text) => (typeof text === "string" ? compile(text) : text));
  return `export default JSON.parse(${JSON.stringify(JSON.stringify(texts))});`;
}
