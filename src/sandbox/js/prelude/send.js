// `pm.sendRequest`.

/** An `Error` from the host's description. */
const errorOf = (described) => {
  if (!described) return null;
  const { message, ...rest } = described;
  return Object.assign(new Error(message), rest);
};

/** Postman's request JSON from whatever was given. */
const requestJson = (request) => {
  if (typeof request === "string") return stringify({ method: "GET", url: request });
  const plain = typeof request.toJSON === "function" ? request.toJSON() : { ...request };
  if (plain.header && typeof plain.header === "object" && !isArray(plain.header)) {
    plain.header = keysOf(plain.header).map((key) => ({ key, value: plain.header[key] }));
  }
  return stringify(plain);
};

const answer = (head) => (head ? new Response(head, head.text, () => bytesOfText(head.text)) : undefined);

const bytesOfText = (text) => require("buffer").Buffer.from(text, "utf8");

const sendRequest = (request, callback) => {
  if (!request) {
    const error = new Error("sendrequest: nothing to request");
    if (typeof callback === "function") return guarded(callback, [error]);
    return Promise.reject(error);
  }
  const json = requestJson(request);
  if (typeof callback === "function") {
    ask("send", (error, head) => {
      const response = answer(head);
      guarded(callback, [errorOf(error), response, { cookies: response?.cookies }]);
    }, json);
    return undefined;
  }
  return new Promise((resolve, reject) => {
    ask("send", (error, head) => (error ? reject(errorOf(error)) : resolve(answer(head))), json);
  });
};
