// The object that the Intl polyfills take for the global `Intl`, with the two things that they expect of the engine.

/** A locale by its tag: the parts that the polyfills read. Source: ECMA-402, BCP 47. */
class Locale {
  constructor(tag) {
    const found = /^([a-z]{2,3}|und)(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?(?:-(.+))?$/i.exec(String(tag).replace(/_/g, "-"));
    if (!found) throw new RangeError("Incorrect locale information provided");
    this.language = found[1].toLowerCase();
    this.script = found[2] && found[2][0].toUpperCase() + found[2].slice(1).toLowerCase();
    this.region = found[3]?.toUpperCase();
    this.baseName = [this.language, this.script, this.region].filter(Boolean).join("-");
    this.rest = found[4];
  }

  maximize() {
    return this;
  }

  minimize() {
    return this;
  }

  toString() {
    return this.rest ? `${this.baseName}-${this.rest}` : this.baseName;
  }
}

const getCanonicalLocales = (tags) => {
  const list = tags === undefined ? [] : typeof tags === "string" || tags instanceof Locale ? [tags] : [...tags];
  return [...new Set(list.map((tag) => new Locale(tag).toString()))];
};

export const Intl = { Locale, getCanonicalLocales };
