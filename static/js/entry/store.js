/* What survives a closed tab? What was typed and not saved, one entry a cell or a text: no other tab's are overwritten. */

export class Store {
  constructor(report, user, kind = "entry") {
    this.prefix = `cchc:${kind}:${report}:${user}:`;
  }

  /** Keeps unsent texts with the revision they were typed over. */
  put(key, patch, revision) {
    this.write(key, JSON.stringify({ patch, revision, at: Date.now() }));
  }

  remove(key) {
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      /* no storage, nothing to remove */
    }
  }

  /** Everything kept, as [{key, patch, revision, at}]. */
  all() {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(this.prefix))
        .map((name) => ({ key: name.slice(this.prefix.length), ...JSON.parse(localStorage.getItem(name)) }))
        .filter((kept) => kept.patch && Number.isInteger(kept.revision));
    } catch {
      return [];
    }
  }

  write(key, text) {
    try {
      localStorage.setItem(this.prefix + key, text);
    } catch {
      /* storage is full or forbidden: the text still stands in its cell, and leaving the page still warns */
    }
  }
}
