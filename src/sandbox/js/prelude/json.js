// JSON as Postman's scripts parse it.

/** The parser whose words Postman's scripts know, loaded for a text that does not parse. */
const wordyJson = () => require("liquid-json");

/**
 * Parses JSON after a byte order mark; what fails is said in the words of liquid-json, which scripts compare with.
 * Source: liquid-json 0.3, `parse`.
 */
const parseLeniently = (text, reviver, strict) => {
  if (text === undefined) throw Object.assign(new SyntaxError('"undefined" is not valid JSON'), { name: "JSONError" });
  // The parser with the words asks `JSON.parse` first, which is this function.
  if (wording || (typeof text === "string" && text.charCodeAt(0) !== 0xfeff)) {
    try {
      return parse(text, reviver);
    } catch (error) {
      if (wording || !(error instanceof SyntaxError)) throw error;
    }
  }
  wording = true;
  try {
    return wordyJson().parse(text, reviver, strict);
  } finally {
    wording = false;
  }
};

/** True while liquid-json is at work. */
let wording = false;
