/** The page's background in each scheme, for the browser's own frame: `--paper` of app/globals.css, in sRGB. */
export const PAPER = { light: "#f8f8f3", dark: "#0c1311" };
