// Exceptions on their way out.

/** What leaves a script that skips its request; nobody reports it. */
const SKIPPED = { skipped: true };

const textOrNull = (value) => (value === undefined || value === null ? null : String(value));

const memoryIsLimited = host("limited");

/** The name, message and stack of anything that was thrown, as JSON. */
const describe = (error) => {
  if (error === null) return memoryIsLimited ? '{"null":true}' : "{}";
  if (typeof error !== "object" && typeof error !== "function") return "{}";
  try {
    const { name, message, stack } = error;
    // Without a prototype, since a script may have given `toJSON` to all objects.
    return stringify({
      __proto__: null,
      name: textOrNull(name),
      message: textOrNull(message),
      stack: typeof stack === "string" ? stack : null,
    });
  } catch {
    return "{}";
  }
};

/** Reports an exception that nothing in the script caught, outside its synchronous part. */
const reportUncaught = (error) => {
  if (error !== SKIPPED) host("uncaught", describe(error));
};
