// What `pm.response.to` and `pm.request.to` know beyond chai: Postman's own assertions, with their texts.
// Source: chai-postman 2.0.1, its messages.

/** Passes, or fails with a text of chai's making: `#{exp}` and `#{act}` stand for the values. */
const verdict = (subject, holds, text, negated, expected, actual) => {
  if (Boolean(holds) !== Boolean(subject.flags & NOT)) return subject;
  onChai(subject).assert(Boolean(holds), text, negated, expected, actual);
  return subject;
};

const isMessage = (value) => value instanceof Response || value instanceof Request;

/** Defines an assertion that is called. Things that are no response or request go to chai, which does not know it. */
const responseMethod = (name, check) => {
  const previous = Object.getOwnPropertyDescriptor(Expectation.prototype, name);
  defineProperty(Expectation.prototype, name, {
    configurable: true,
    get() {
      if (isMessage(this.object)) return (...values) => check(this, ...values);
      return previous?.get ? apply(previous.get, this, []) : previous?.value ?? onChai(this)[name];
    },
  });
};

/** Defines an assertion that is a property. */
const responseProperty = (name, check) => {
  const previous = Object.getOwnPropertyDescriptor(Expectation.prototype, name);
  defineProperty(Expectation.prototype, name, {
    configurable: true,
    get() {
      if (isMessage(this.object)) return check(this);
      return previous?.get ? apply(previous.get, this, []) : onChai(this)[name];
    },
  });
};

const statusCode = (subject, code) => verdict(subject, subject.object.code === Number(code),
  "expected response to have status code #{exp} but got #{act}",
  "expected response to not have status code #{act}", Number(code), subject.object.code);

const statusReason = (subject, reason) => verdict(subject, subject.object.reason() === reason,
  "expected response to have status reason #{exp} but got #{act}",
  "expected response to not have status reason #{act}", reason, subject.object.reason());

const statusClass = (subject, digit) => verdict(subject, Math.floor(subject.object.code / 100) === digit,
  "expected response code to be #{exp} but found #{act}",
  "expected response code to not be #{exp} but found #{act}", `${digit}XX`, subject.object.code);

responseMethod("status", (subject, status) =>
  (typeof status === "string" ? statusReason : statusCode)(subject, status));
responseMethod("statusCode", statusCode);
responseMethod("statusReason", statusReason);
responseMethod("statusCodeClass", statusClass);

for (const [name, digit] of [["info", 1], ["success", 2], ["redirection", 3], ["clientError", 4], ["serverError", 5]]) {
  responseProperty(name, (subject) => statusClass(subject, digit));
}

responseProperty("error", (subject) => {
  const digit = Math.floor(subject.object.code / 100);
  return verdict(subject, digit === 4 || digit === 5, "expected response code to be 4XX or 5XX but found #{act}",
    "expected response code to not be 4XX or 5XX but found #{act}", null, subject.object.code);
});

/** The phrase is compared first, without regard to case, then the code. */
const namedStatus = (code, phrase) => (subject) => {
  const reason = String(subject.object.reason()).toUpperCase();
  if (!(subject.flags & NOT)) {
    verdict(subject, reason === phrase, "expected response to have status reason #{exp} but got #{act}",
      "expected response to not have status reason #{act}", phrase, subject.object.reason());
  }
  return statusCode(subject, code);
};

for (const [name, code, phrase] of [
  ["ok", 200, "OK"], ["accepted", 202, "ACCEPTED"], ["withoutContent", 204, "NO CONTENT"],
  ["badRequest", 400, "BAD REQUEST"], ["unauthorized", 401, "UNAUTHORIZED"], ["unauthorised", 401, "UNAUTHORIZED"],
  ["forbidden", 403, "FORBIDDEN"], ["notFound", 404, "NOT FOUND"], ["notAcceptable", 406, "NOT ACCEPTABLE"],
  ["rateLimited", 429, "TOO MANY REQUESTS"],
]) {
  responseProperty(name, namedStatus(code, phrase));
}

responseMethod("header", (subject, name, ...value) => {
  const kind = subject.object instanceof Request ? "request" : "response";
  const { headers } = subject.object;
  if (value.length === 0 || !headers.has(name)) {
    return verdict(subject, headers.has(name), `expected ${kind} to have header with key #{exp}`,
      `expected ${kind} to not have header with key #{exp}`, String(name), undefined);
  }
  return verdict(subject, headers.get(name) === value[0],
    `expected '${name}' ${kind} header to be #{exp} but got #{act}`,
    `expected '${name}' ${kind} header to not be #{act}`, value[0], headers.get(name));
});

const hasBody = (subject) => verdict(subject, subject.object.text() !== "", "expected response to have content in body",
  "expected response to not have content in body", undefined, undefined);

responseProperty("withBody", hasBody);
responseMethod("body", (subject, ...wanted) => {
  if (wanted.length === 0) return hasBody(subject);
  const [content] = wanted;
  const text = subject.object.text();
  if (typeof content === "string") {
    return verdict(subject, text === content, "expected response body to equal #{exp} but got #{act}",
      "expected response body to not equal #{exp}", content, text);
  }
  if (content instanceof RegExp) {
    return verdict(subject, content.test(text), "expected response body text to match #{exp} but got #{act}",
      "expected response body text #{act} to not match #{exp}", content, text);
  }
  const json = subject.object.json();
  return verdict(subject, deeplyEqual(json, content), "expected response body json to equal #{exp} but got #{act}",
    "expected response body json to not equal #{exp}", content, json);
});

const deeplyEqual = (left, right) => surelyEqual(left, right) || chai().util.eql(left, right);

const jsonBody = (subject, ...wanted) => {
  let json;
  let broken;
  try {
    json = subject.object.json();
  } catch (error) {
    broken = error;
  }
  if (wanted.length === 0 || broken) {
    const why = broken ? String(broken.message).split("\n")[0] : "";
    return verdict(subject, !broken, `expected response body to be a valid json but got error ${why}`,
      "expected response body not to be a valid json", undefined, undefined);
  }
  const [path] = wanted;
  if (typeof path === "object" && path !== null) {
    if (execution.compat) return subject;
    return verdict(subject, deeplyEqual(json, path), "expected response body json to equal #{exp} but got #{act}",
      "expected response body json to not equal #{exp}", path, json);
  }
  const lodash = require("lodash");
  if (wanted.length === 1) {
    return verdict(subject, lodash.has(json, path), "expected #{act} in response to contain property #{exp}",
      "expected #{act} in response to not contain property #{exp}", path, json);
  }
  const found = lodash.get(json, path);
  return verdict(subject, deeplyEqual(found, wanted[1]), `expected response body json at "${path}" to contain #{exp} but got #{act}`,
    `expected response body json at "${path}" to not contain #{act}`, wanted[1], found);
};

responseMethod("jsonBody", jsonBody);
responseProperty("json", (subject) => jsonBody(subject));

/** `responseTime` and `responseSize`: numbers that go on as chai's, or are compared when called. */
const measured = (name, what, read) => {
  defineProperty(Expectation.prototype, name, {
    configurable: true,
    get() {
      if (!isMessage(this.object)) return onChai(this)[name];
      const value = read(this.object);
      const call = (wanted) => verdict(this, wanted === undefined ? typeof value === "number" : value === wanted,
        `expected response to have a valid response ${what} but got #{act}`,
        `expected response to not have a valid response ${what} but got #{act}`, wanted, value);
      setPrototypeOf(call, Expectation.prototype);
      return Object.assign(call, { object: value, message: this.message, flags: this.flags, words: this.words });
    },
  });
};

measured("responseTime", "time", (response) => response.responseTime);
measured("responseSize", "size", (response) => response.size().total);

responseMethod("jsonSchema", (subject, schema, options) => jsonSchema(subject, subject.object.json(), schema, options));
responseProperty("postmanResponse", (subject) => verdict(subject, subject.object instanceof Response,
  "expecting a postman response object but got #{this}", "not expecting a postman response object", undefined, undefined));
responseProperty("postmanRequest", (subject) => verdict(subject, subject.object instanceof Request,
  "expecting a postman request object but got #{this}", "not expecting a postman request object", undefined, undefined));
responseProperty("postmanRequestOrResponse", (subject) => subject);

/** Source: chai-postman 2.0.1: ajv 6 with all errors. */
const jsonSchema = (subject, value, schema, options) => {
  const Ajv = require("ajv");
  const ajv = new Ajv({ allErrors: true, logger: false, ...options });
  const holds = ajv.validate(schema, value);
  return verdict(subject, holds, `expected data to satisfy schema but found following errors: \n${ajv.errorsText()}`,
    "expected data to not satisfy schema", true, holds);
};

const plainSchema = Object.getOwnPropertyDescriptor(Expectation.prototype, "jsonSchema").get;
defineProperty(Expectation.prototype, "jsonSchema", {
  get() {
    if (isMessage(this.object)) return apply(plainSchema, this, []);
    return (schema, options) => jsonSchema(this, this.object, schema, options);
  },
});
