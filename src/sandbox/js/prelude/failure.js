// Exceptions on their way out.

/** Thrown to leave a script that skips its request. Nobody reports it. */
const SKIPPED = { skipped: true };

const textOrNull = (value) => (value === undefined || value === null ? null : String(value));

const UNREADABLE = '{"name":"Error","message":"what was thrown cannot be read"}';

/** The name, message and stack of anything that was thrown, as JSON. */
const describe = (error) => {
  if (error === null || (typeof error !== "object" && typeof error !== "function")) return "{}";
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
    return UNREADABLE;
  }
};

/** True for a value with a message, such as an error, whoever made it. Functions count too. */
const isErrorLike = (error) => typeof error === "function" || (typeof error === "object" && error !== null && tried(() => "message" in error).value !== false);

const shownThrown = (value) => {
  if (typeof value === "string") return value;
  return tried(() => stringify(value)).value ?? tried(() => String(value)).value ?? typeof value;
};

/** As `describe`. newman's reports call a thrown value that is not an error `undefined`; the default shows the value. */
const describeThrown = (error, name = "Error") => {
  if (!compat.describesThrownValues || isErrorLike(error)) return describe(error);
  return stringify({ __proto__: null, name, message: `thrown: ${shownThrown(error)}` });
};

/** Reports an exception that nothing in the script caught, outside its synchronous part. */
const reportUncaught = (error) => {
  if (error !== SKIPPED) host.uncaught(describeThrown(error));
};
