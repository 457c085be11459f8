// `pm.sendRequest`.

/** An `Error` from the host's description. */
const errorOf = (described) => {
  if (!described) return null;
  const { message, ...rest } = described;
  return Object.assign(new Error(message), rest);
};

/** Why a request failed. newman's is a plain object: nothing of an `Error` crosses into its scripts. */
const failureOf = (described) => {
  if (!described || compat.givesErrors) return errorOf(described);
  const { message, ...members } = described;
  return members;
};

const sentText = (head) => require("buffer").Buffer.from(head.text, "utf8");

/** The response of a request that was answered; one without members for others. */
const answer = (head) => {
  if (!head) return new Response({ status: undefined }, undefined, undefined);
  return new Response(head, head.text, () => (head.bytes ? new Uint8Array(head.bytes) : sentText(head)));
};

/** Files stay out of what scripts send. Source: postman-runtime 7.39, `sanitizeFiles`. */
const NO_FILES = "uploading files from scripts is not allowed";

const withoutFiles = (json) => {
  const { body } = json;
  if (body?.mode === "file") delete json.body;
  else if (body?.mode === "formdata") {
    const fields = body.formdata.filter((field) => field.type !== "file");
    if (fields.length === body.formdata.length) return json;
    body.formdata = fields;
  } else return json;
  console.warn(NO_FILES);
  return json;
};

/** The JSON text of a request. A raw body that is a value goes as its text, which may be nested as deeply as it wants. */
const requestText = (json) => {
  const { body } = json;
  const isValue = body?.mode === "raw" && body.raw !== null && typeof body.raw === "object" && keysOf(body.raw).length > 0;
  return stringify(isValue ? { ...json, body: { ...body, raw: stringify(body.raw) } } : json);
};

/** Postman's request JSON from whatever was given. */
const requestJson = (request) => {
  const given = request instanceof Request ? request : fromSdk(request);
  if (!compat.losesUnknownShapes) refuseUnknownShapes(given);
  const json = (given instanceof Request ? given : new Request(given)).toJSON();
  if (!compat.losesUnknownShapes) refuseLost(lostOfFiles(json));
  return requestText(withoutFiles(json));
};

/** The real SDK's request is told by its type's name; its JSON is the same. */
const fromSdk = (request) => (typeof request.toJSON === "function" ? request.toJSON() : request);

const sendRequest = function (request, callback) {
  const sender = execution.pm;
  if (!request) return nothingToSend(callback);
  const json = requestJson(request);
  if (typeof callback === "function" || !compat.givesPromises) {
    ask(host.sendRequest, (error, head) => {
      const response = error && !compat.answersFailures ? undefined : answer(head);
      const values = [failureOf(error), response, { cookies: cookiesOf(head?.cookies) }];
      guarded(callback, values, sender);
    }, json);
    return sender;
  }
  return new Promise((resolve, reject) => {
    ask(host.sendRequest, (error, head) => (error ? reject(failureOf(error)) : resolve(answer(head))), json);
  });
};

const nothingToSend = (callback) => {
  const error = new Error("sendrequest: nothing to request");
  if (typeof callback === "function") return apply(callback, execution.pm, [error]);
  return compat.givesPromises ? Promise.reject(error) : false;
};
