/* Where a phone keeps what it has not sent: IndexedDB, one row a record, in order.

   A record: n (its place), id (the number of its request), reader, kind, title, url,
   fields ([name, value]), photos ({ sha256, blob, here }), at, state (direct: htmx sends
   it at this moment; waiting, sending, needs, sent), said (sentences of the server), group
   (the walk that it is a part of). */
import { openDB } from "idb";

const RECORDS = "records";
let opened;

const database = () => {
  opened ??= openDB("anzhu", 1, {
    upgrade(made) {
      const records = made.createObjectStore(RECORDS, { keyPath: "n", autoIncrement: true });
      records.createIndex("reader", "reader");
    },
    blocking: close,
    terminated: close,
  });
  return opened;
};

async function close() {
  const closing = opened;
  opened = undefined;
  (await closing)?.close();
}

/* A browser may close the database at any moment; then it is opened once more. */
const withDatabase = async (work) => {
  try {
    return await work(await database());
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    opened = undefined;
    return work(await database());
  }
};

// Old browsers tell other tabs nothing; those look for themselves when they are opened.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("outbox") : null;
const listeners = [];

export const onChange = (listener) => {
  listeners.push(listener);
  channel?.addEventListener("message", listener);
};

const changed = () => {
  channel?.postMessage("changed");
  for (const listener of listeners) listener();
};

export const recordsOf = (reader) =>
  withDatabase((db) => db.getAllFromIndex(RECORDS, "reader", reader));

export const recordAt = (n) => withDatabase((db) => db.get(RECORDS, n));

/* Puts and removals of one moment: all of them, or none. */
export const write = async (puts, removed = []) => {
  const keys = await withDatabase(async (db) => {
    const work = db.transaction(RECORDS, "readwrite", { durability: "strict" });
    const written = puts.map((record) => work.store.put(record));
    await Promise.all([...written, ...removed.map((n) => work.store.delete(n)), work.done]);
    return Promise.all(written);
  });
  changed();
  return keys;
};

/* Changes records of a reader as they are at this moment: `change` gives what is put. */
export const change = async (reader, work) => {
  const puts = await withDatabase(async (db) => {
    const transaction = db.transaction(RECORDS, "readwrite", { durability: "strict" });
    const records = await transaction.store.index("reader").getAll(reader);
    const changed = work(records);
    await Promise.all([...changed.map((each) => transaction.store.put(each)), transaction.done]);
    return changed;
  });
  if (puts.length) changed();
  return puts;
};

/* Adds a record, or joins it with the one that it continues. */
export const merge = (record, isSame, joined) =>
  change(record.reader, (records) => {
    const earlier = records.find(isSame);
    return [earlier ? joined(earlier, record) : record];
  });
