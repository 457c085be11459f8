// What `pm.response.to` and `pm.request.to` know beyond chai: Postman's own assertions, with their texts.
// Source: chai-postman 2.0.1: what each compares, in which order, and its messages.

/** Passes, or fails with a text of chai's making: `#{exp}` and `#{act}` stand for the values. */
const verdict = (subject, holds, text, negated, expected, actual) => {
  if (Boolean(holds) !== Boolean(subject.flags & NOT)) return subject;
  onChai(subject).assert(Boolean(holds), text, negated, expected, actual);
  return subject;
};

/** Fails for anything but a response; each name must be one of its members. A `not` in the chain does not matter. */
const needsResponse = (subject, ...names) => {
  const { object } = subject;
  if (!(object instanceof Response)) {
    chai().expect(object).assert(false, "expecting a postman response object but got #{this}", "", undefined, undefined);
  }
  for (const name of names) if (!(name in object)) chai().expect(object).to.have.property(name);
  return object;
};

const needsNumber = (value) => {
  if (typeof value !== "number") chai().expect(value).to.be.a("number");
};

/** The assertions that chai is taught when it is loaded: their names, and the functions that define them there. */
const LESSONS = [];

/** An assertion of chai's in the form that the checks take. */
const subjectOf = (assertion, { flag }) =>
  new Expectation(flag(assertion, "object"), flag(assertion, "message"), flag(assertion, "negate") ? NOT : 0);

/** Defines an assertion that is called. */
const responseMethod = (name, check) => {
  LESSONS.push(({ Assertion, util }) => Assertion.addMethod(name, function (...values) {
    check(subjectOf(this, util), ...values);
  }));
  return defineProperty(Expectation.prototype, name, {
    configurable: true,
    writable: true,
    value(...values) {
      return check(this, ...values) ?? this;
    },
  });
};

/** Defines an assertion that is a property. */
const responseProperty = (name, check) => {
  LESSONS.push(({ Assertion, util }) => {
    // `ok` is a word of chai's own, for all but responses.
    if (name in Assertion.prototype) {
      Assertion.overwriteProperty(name, (own) => function () {
        if (util.flag(this, "object") instanceof Response) check(subjectOf(this, util));
        else apply(own, this, []);
      });
    } else {
      Assertion.addProperty(name, function () {
        check(subjectOf(this, util));
      });
    }
  });
  return defineProperty(Expectation.prototype, name, {
    configurable: true,
    get() {
      return check(this) ?? this;
    },
  });
};

/** Scripts that require chai find Postman's assertions in it. */
const taught = (package_) => {
  for (const lesson of LESSONS) lesson(package_);
  return package_;
};

const statusCode = (subject, code) => {
  const found = needsResponse(subject, "code").code;
  needsNumber(found);
  return verdict(subject, found === Number(code), "expected response to have status code #{exp} but got #{act}",
    "expected response to not have status code #{act}", Number(code), found);
};

const statusReason = (subject, reason) => {
  const found = needsResponse(subject).reason();
  return verdict(subject, found === reason, "expected response to have status reason #{exp} but got #{act}",
    "expected response to not have status reason #{act}", reason, found);
};

const statusClass = (subject, digit) => {
  const { code } = needsResponse(subject, "code");
  needsNumber(code);
  return verdict(subject, Math.floor(code / 100) === digit, "expected response code to be #{exp}XX but found #{act}",
    "expected response code to not be #{exp}XX", digit, code);
};

responseMethod("status", (subject, status) => (typeof status === "number" ? statusCode : statusReason)(subject, status));
responseMethod("statusCode", statusCode);
responseMethod("statusReason", (subject, reason) => statusReason(subject, String(reason)));
responseMethod("statusCodeClass", statusClass);

for (const [name, digit] of [["info", 1], ["success", 2], ["redirection", 3], ["clientError", 4], ["serverError", 5]]) {
  responseProperty(name, (subject) => statusClass(subject, digit));
}

responseProperty("error", (subject) => {
  const { code } = needsResponse(subject, "code");
  needsNumber(code);
  const digit = Math.floor(code / 100);
  return verdict(subject, digit === 4 || digit === 5, "expected response code to be 4XX or 5XX but found #{act}",
    "expected response code to not be 4XX or 5XX", null, code);
});

/** The phrase is compared first, without regard to case, then the code. */
const namedStatus = (subject, code, phrase) => {
  const response = needsResponse(subject);
  const reason = String(response.reason()).toUpperCase();
  verdict(subject, reason === phrase, "expected response to have status reason #{exp} but got #{act}",
    "expected response to not have status reason #{act}", phrase, reason);
  const found = Number(response.code);
  return verdict(subject, found === code, "expected response to have status code #{exp} but got #{act}",
    "expected response to not have status code #{act}", code, found);
};

for (const [name, code, phrase, newmansPhrase] of [
  ["accepted", 202, "ACCEPTED"], ["withoutContent", 204, "NO CONTENT"], ["badRequest", 400, "BAD REQUEST"],
  ["unauthorized", 401, "UNAUTHORIZED"], ["unauthorised", 401, "UNAUTHORIZED", "UNAUTHORISED"],
  ["forbidden", 403, "FORBIDDEN"], ["notFound", 404, "NOT FOUND"],
  ["notAcceptable", 406, "NOT ACCEPTABLE", "ACCEPTABLE"], ["rateLimited", 429, "TOO MANY REQUESTS"],
]) {
  responseProperty(name, (subject) => namedStatus(subject, code, compat.hasNewmansPhrases && newmansPhrase ? newmansPhrase : phrase));
}

const chaisOk = Object.getOwnPropertyDescriptor(Expectation.prototype, "ok").get;
responseProperty("ok", (subject) =>
  (subject.object instanceof Response ? namedStatus(subject, 200, "OK") : apply(chaisOk, subject, [])));

responseMethod("header", (subject, name, ...value) => {
  const { object } = subject;
  if (!(object instanceof Request)) needsMessage(subject);
  const kind = object instanceof Request ? "request" : "response";
  const found = object.headers.has(name);
  verdict(subject, found, `expected ${kind} to have header with key '${String(name)}'`,
    `expected ${kind} to not have header with key '${String(name)}'`, true, found);
  if (value.length === 0) return subject;
  const actual = object.headers.one(name).value;
  return verdict(subject, actual === value[0], `expected '${String(name)}' ${kind} header to be #{exp} but got #{act}`,
    `expected '${String(name)}' ${kind} header to not be #{act}`, value[0], actual);
});

const needsMessage = ({ object }) => {
  if (object instanceof Response || object instanceof Request) return;
  chai().expect(object).assert(false, "expecting a postman request or response object but got #{this}", "", undefined, undefined);
};

const hasContent = (subject, text) => verdict(subject, typeof text === "string" && text.length > 0,
  "expected response to have content in body", "expected response to not have content in body", undefined, undefined);

responseProperty("withBody", (subject) => hasContent(subject, needsResponse(subject).text()));

responseMethod("body", (subject, ...wanted) => {
  const response = needsResponse(subject);
  const [content] = wanted;
  if (isPlainObject(content)) {
    const json = tried(() => response.json()).value;
    return verdict(subject, deeplyEqual(json, content), "expected response body json to equal #{exp} but got #{act}",
      "expected response body json to not equal #{exp} but got #{act}", content, json);
  }
  const text = response.text();
  if (wanted.length === 0) return hasContent(subject, text);
  if (content instanceof RegExp) {
    return verdict(subject, content.exec(text) !== null, "expected response body text to match #{exp} but got #{act}",
      "expected response body text #{act} to not match #{exp}", content, text);
  }
  return verdict(subject, deeplyEqual(text, content), "expected response body to equal #{exp} but got #{act}",
    "expected response body to not equal #{exp}", content, text);
});

/** The value, or the exception. */
const tried = (call) => {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
};

const deeplyEqual = (left, right) => surelyEqual(left, right) || require("lodash").isEqual(left, right);

/** The first line of the parser's message. */
const parseComplaint = (error) =>
  (error.name === "JSONError" && error.message ? error.message.replace(/(.*?)\n.*/g, "$1") : `${error.name}: ${error.message}`);

const validJson = (subject, error) => verdict(subject, !error,
  `expected response body to be a valid json but got error ${error && parseComplaint(error)}`,
  "expected response body not to be a valid json", undefined, undefined);

responseProperty("json", (subject) => {
  const response = needsResponse(subject);
  return validJson(subject, tried(() => response.json()).error);
});

responseMethod("jsonBody", (subject, ...wanted) => {
  const response = needsResponse(subject);
  const { value: json, error } = tried(() => response.json());
  const [path, value] = wanted;
  if (wanted.length === 0) return validJson(subject, error);
  if (typeof path !== "string") return jsonEquals(subject, json, path);
  const lodash = require("lodash");
  verdict(subject, lodash.has(json, path), "expected #{act} in response to contain property #{exp}",
    "expected #{act} in response to not contain property #{exp}", path, json);
  if (wanted.length === 1) return subject;
  const found = lodash.get(json, path);
  return verdict(subject, deeplyEqual(found, value), `expected response body json at "${path}" to contain #{exp} but got #{act}`,
    `expected response body json at "${path}" to not contain #{exp} but got #{act}`, value, found);
});

/** newman lets everything but a path pass unchecked; by default the assertion is made. */
const jsonEquals = (subject, json, wanted) => {
  if (!compat.assertsJsonBody) return subject;
  return verdict(subject, deeplyEqual(json, wanted), "expected response body json to equal #{exp} but got #{act}",
    "expected response body json to not equal #{exp} but got #{act}", wanted, json);
};

/** `responseTime` and `responseSize`: numbers that go on as chai's, or are compared when called. */
const measured = (name, read, compare) => {
  const check = (subject, values) => {
    const { object: value } = subject;
    verdict(subject, typeof value === "number", `expected response to have a valid response ${compare.what} but got #{act}`,
      `expected response to not have a valid response ${compare.what} but got #{act}`, null, value);
    if (values.length) compare(subject, value, values[0]);
    return subject;
  };
  const valueOf = (subject) => read(needsResponse(subject, name === "responseTime" ? name : "size"));
  responseProperty(name, (subject) => {
    subject.object = valueOf(subject);
    return chainable(subject, null, check);
  });
  LESSONS.pop();
  LESSONS.push(({ Assertion, util }) => Assertion.addChainableMethod(name, function (...values) {
    check(subjectOf(this, util), values);
  }, function () {
    util.flag(this, "object", valueOf(subjectOf(this, util)));
  }));
};

const compareTime = (subject, value, wanted) => verdict(subject, value === wanted,
  "expected response to have a valid response time but got #{act}",
  "expected response to not have a valid response time but got #{act}", null, value);
compareTime.what = "time";

const compareSize = (subject, value, wanted) => verdict(subject, value === wanted,
  "expected response size to equal #{act} but got #{exp}", "expected response size to not equal #{act} but got #{exp}", wanted, value);
compareSize.what = "size";

measured("responseTime", (response) => response.responseTime, compareTime);
measured("responseSize", (response) => {
  const { header, body } = response.size();
  return header + body;
}, compareSize);

/** ajv 6 with all errors; options change that. */
responseMethod("jsonSchema", (subject, schema, options) => {
  if (!isPlainObject(schema)) chai().expect(schema).to.be.an("object");
  const value = subject.object instanceof Response ? subject.object.json() : subject.object;
  const Ajv = require("ajv");
  const ajv = new Ajv({ allErrors: true, logger: false, ...options });
  const holds = ajv.validate(schema, value) && !ajv.errors;
  return verdict(subject, holds, `expected data to satisfy schema but found following errors: \n${ajv.errorsText()}`,
    "expected data to not satisfy schema", true, holds);
});

for (const [name, holds, what] of [
  ["postmanResponse", (object) => object instanceof Response, "response"],
  ["postmanRequest", (object) => object instanceof Request, "request"],
  ["postmanRequestOrResponse", (object) => object instanceof Request || object instanceof Response, "request or response"],
]) {
  responseProperty(name, (subject) => verdict(subject, holds(subject.object), `expecting a postman ${what} object but got #{this}`,
    `not expecting a postman ${what} object`, undefined, undefined));
}
